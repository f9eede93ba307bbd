/** What the cells of a row mean: the formats that are known by sight. */
@NullMarked
package lab.lancer.imports.format;

import org.jspecify.annotations.NullMarked;
