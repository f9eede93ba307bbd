/** What the cells of a row mean: times, numbers, names of columns and of markets. */
@NullMarked
package lab.lancer.imports.format;

import org.jspecify.annotations.NullMarked;
