/** Taking away what can be made anew, and making it anew. */
@NullMarked
package lab.launcher.reset;

import org.jspecify.annotations.NullMarked;
