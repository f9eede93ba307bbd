/** Tests of the benchmark command. */
@NullMarked
package lab.benchmarks;

import org.jspecify.annotations.NullMarked;
