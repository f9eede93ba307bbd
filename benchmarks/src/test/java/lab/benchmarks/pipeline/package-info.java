/** Tests of the benchmark of the whole pipeline. */
@NullMarked
package lab.benchmarks.pipeline;

import org.jspecify.annotations.NullMarked;
