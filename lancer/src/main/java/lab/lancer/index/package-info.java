/**
 * The index: what is known of each pair's windows, kept in Lance on disk and, as far as a bound
 * allows, searched in memory.
 */
@NullMarked
package lab.lancer.index;

import org.jspecify.annotations.NullMarked;
