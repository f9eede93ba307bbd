/** Commands that bring candles in and index them. */
@NullMarked
package lab.cli.imports;

import org.jspecify.annotations.NullMarked;
