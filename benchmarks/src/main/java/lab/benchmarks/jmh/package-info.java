/** The inner loops, each alone. */
@NullMarked
package lab.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
