/** Rows of cells out of files, however those are packed, encoded or separated. */
@NullMarked
package lab.lancer.imports.rows;

import org.jspecify.annotations.NullMarked;
