@NullMarked
package lab.launcher.notify;

import org.jspecify.annotations.NullMarked;
