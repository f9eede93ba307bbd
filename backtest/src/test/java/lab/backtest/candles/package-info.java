@NullMarked
package lab.backtest.candles;

import org.jspecify.annotations.NullMarked;
