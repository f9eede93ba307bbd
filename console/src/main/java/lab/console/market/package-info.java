/** The newest prices and candles of every pair, in memory and bounded. */
@NullMarked
package lab.console.market;

import org.jspecify.annotations.NullMarked;
