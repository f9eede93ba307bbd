/** What a benchmark is, and how its numbers are taken and told. */
@NullMarked
package lab.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
