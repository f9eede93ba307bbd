@NullMarked
package lab.launcher.bus;

import org.jspecify.annotations.NullMarked;
