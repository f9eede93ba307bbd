/** A Flink connector that makes the market's rows where it stands, without a bus. */
@NullMarked
package lab.benchmarks.generator;

import org.jspecify.annotations.NullMarked;
