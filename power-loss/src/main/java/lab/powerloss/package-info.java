/** For tests: a file system in memory that forgets what was not forced. */
@NullMarked
package lab.powerloss;

import org.jspecify.annotations.NullMarked;
