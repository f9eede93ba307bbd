/** The candles of the warm tier. */
@NullMarked
package lab.analyst.market;

import org.jspecify.annotations.NullMarked;
