/** What may be said of a pair at a moment: numbers with names, from closed candles alone. */
@NullMarked
package lab.analyst.facts;

import org.jspecify.annotations.NullMarked;
