@NullMarked
package lab.backtest.report;

import org.jspecify.annotations.NullMarked;
