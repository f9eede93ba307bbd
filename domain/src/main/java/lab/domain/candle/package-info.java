/** Makes candles of trades, by event time. */
@NullMarked
package lab.domain.candle;

import org.jspecify.annotations.NullMarked;
