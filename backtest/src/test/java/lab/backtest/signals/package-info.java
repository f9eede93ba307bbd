@NullMarked
package lab.backtest.signals;

import org.jspecify.annotations.NullMarked;
