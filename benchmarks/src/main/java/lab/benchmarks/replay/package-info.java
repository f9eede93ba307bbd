/** How fast what was recorded comes back onto the topics. */
@NullMarked
package lab.benchmarks.replay;

import org.jspecify.annotations.NullMarked;
