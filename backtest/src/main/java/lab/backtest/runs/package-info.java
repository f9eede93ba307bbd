/** Backtests that were made, kept by what they are known by, and counted. */
@NullMarked
package lab.backtest.runs;

import org.jspecify.annotations.NullMarked;
