@NullMarked
package lab.launcher.kept;

import org.jspecify.annotations.NullMarked;
