/** The warm tier's candles of one minute, read by snapshot, and written where they are imported. */
@NullMarked
package lab.lancer.warm;

import org.jspecify.annotations.NullMarked;
