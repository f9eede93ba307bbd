@NullMarked
package lab.launcher.reset;

import org.jspecify.annotations.NullMarked;
