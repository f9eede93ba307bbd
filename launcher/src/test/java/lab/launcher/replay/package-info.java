@NullMarked
package lab.launcher.replay;

import org.jspecify.annotations.NullMarked;
