/**
 * The rules of patterns, without I/O: what a window is, which past ones are most like one, and how
 * good that is by chance.
 *
 * <p>Everything is a function of candles that had ended by the moment asked for. No number is kept
 * up by adding and taking away: each is reckoned from its own candles, or from those before it in
 * order, so that what comes later cannot reach it.
 */
@NullMarked
package lab.lancer.pattern;

import org.jspecify.annotations.NullMarked;
