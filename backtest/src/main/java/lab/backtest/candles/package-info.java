/** Backtests where history has candles and no quotes: what a rule would have done by the minute. */
@NullMarked
package lab.backtest.candles;

import org.jspecify.annotations.NullMarked;
