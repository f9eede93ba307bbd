/** Commands over the past: backtest, replay, runs, new strategies. */
@NullMarked
package lab.cli.past;

import org.jspecify.annotations.NullMarked;
