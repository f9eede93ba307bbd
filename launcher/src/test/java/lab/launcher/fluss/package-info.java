@NullMarked
package lab.launcher.fluss;

import org.jspecify.annotations.NullMarked;
