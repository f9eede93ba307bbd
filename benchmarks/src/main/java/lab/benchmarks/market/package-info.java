/** Made-up market data, the same however it travels. */
@NullMarked
package lab.benchmarks.market;

import org.jspecify.annotations.NullMarked;
