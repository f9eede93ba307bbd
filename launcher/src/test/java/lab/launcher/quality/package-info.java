@NullMarked
package lab.launcher.quality;

import org.jspecify.annotations.NullMarked;
