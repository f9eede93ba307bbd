@NullMarked
package lab.launcher.status;

import org.jspecify.annotations.NullMarked;
