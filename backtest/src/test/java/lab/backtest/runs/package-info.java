@NullMarked
package lab.backtest.runs;

import org.jspecify.annotations.NullMarked;
