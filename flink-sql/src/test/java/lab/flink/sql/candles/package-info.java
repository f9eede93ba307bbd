@NullMarked
package lab.flink.sql.candles;

import org.jspecify.annotations.NullMarked;
