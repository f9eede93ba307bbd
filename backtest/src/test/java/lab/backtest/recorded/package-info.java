@NullMarked
package lab.backtest.recorded;

import org.jspecify.annotations.NullMarked;
