/** A column of a message, and what its values are. */
@NullMarked
package lab.flink.sql.format.column;

import org.jspecify.annotations.NullMarked;
