/**
 * Strategies that are one file of source: compiled in memory, and held to what a strategy may do.
 */
@NullMarked
package lab.consensus.source;

import org.jspecify.annotations.NullMarked;
