/** The operators that SQL files attach: candles by event time, and each dead letter once. */
@NullMarked
package lab.flink.sql.candles;

import org.jspecify.annotations.NullMarked;
