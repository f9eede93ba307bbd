/** Tests of the made-up market. */
@NullMarked
package lab.benchmarks.market;

import org.jspecify.annotations.NullMarked;
