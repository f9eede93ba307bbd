/** Reads of the hot tier that end, which Fluss's own Flink source does not have. */
@NullMarked
package lab.flink.sql.fluss;

import org.jspecify.annotations.NullMarked;
