/**
 * What a run of numbers says and what it does not: ratios, their uncertainty, and how much of a
 * result is owed to having tried often. Doubles, as these are statistics and no money.
 */
@NullMarked
package lab.backtest.statistics;

import org.jspecify.annotations.NullMarked;
