/** What the services would have said at a time of the past, and what it is worth to a strategy. */
@NullMarked
package lab.backtest.signals;

import org.jspecify.annotations.NullMarked;
