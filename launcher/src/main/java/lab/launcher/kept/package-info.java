/** All that a data directory keeps, as its readers know it. */
@NullMarked
package lab.launcher.kept;

import org.jspecify.annotations.NullMarked;
