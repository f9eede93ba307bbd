@NullMarked
package lab.launcher.past;

import org.jspecify.annotations.NullMarked;
