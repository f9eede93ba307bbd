/** Candles of the past from an exchange's public REST, into the warm tier. */
@NullMarked
package lab.lancer.exchange;

import org.jspecify.annotations.NullMarked;
