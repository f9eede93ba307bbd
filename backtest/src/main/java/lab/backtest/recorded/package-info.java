/**
 * The recorded past, run again: the messages of the market as the cold tier keeps them, in the
 * order of the log, through the desk's core, the clearing house and the candle book, in one
 * process.
 */
@NullMarked
package lab.backtest.recorded;

import org.jspecify.annotations.NullMarked;
