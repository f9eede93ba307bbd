/** Measures the lab and prints what was measured, always as ratios of one run. */
@NullMarked
package lab.benchmarks;

import org.jspecify.annotations.NullMarked;
