/**
 * One strategy with many settings: all are counted, and the best of them is not believed at once.
 */
@NullMarked
package lab.backtest.sweep;

import org.jspecify.annotations.NullMarked;
