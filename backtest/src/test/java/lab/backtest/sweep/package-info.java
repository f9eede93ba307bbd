@NullMarked
package lab.backtest.sweep;

import org.jspecify.annotations.NullMarked;
