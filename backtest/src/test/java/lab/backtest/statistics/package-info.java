@NullMarked
package lab.backtest.statistics;

import org.jspecify.annotations.NullMarked;
