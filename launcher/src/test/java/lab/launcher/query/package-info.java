@NullMarked
package lab.launcher.query;

import org.jspecify.annotations.NullMarked;
