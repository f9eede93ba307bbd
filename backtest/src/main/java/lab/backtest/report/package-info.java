/** What is told of a backtest: figures, words, a page and JSON. */
@NullMarked
package lab.backtest.report;

import org.jspecify.annotations.NullMarked;
