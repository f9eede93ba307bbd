/** Streams of rows, as operators written in Java take and give them. */
@NullMarked
package lab.flink.sql.rows;

import org.jspecify.annotations.NullMarked;
