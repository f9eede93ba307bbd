@NullMarked
package lab.backtest.source;

import org.jspecify.annotations.NullMarked;
