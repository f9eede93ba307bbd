/**
 * Files of candles or trades that people have, read by looking at them and refused where they
 * cannot be true.
 */
@NullMarked
package lab.lancer.imports;

import org.jspecify.annotations.NullMarked;
