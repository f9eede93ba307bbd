@NullMarked
package lab.launcher.process;

import org.jspecify.annotations.NullMarked;
