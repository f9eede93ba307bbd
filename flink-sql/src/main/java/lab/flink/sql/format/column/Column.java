package lab.flink.sql.format.column;

import org.apache.flink.table.types.logical.LogicalType;
import org.jspecify.annotations.Nullable;

/**
 * A column that a format offers.
 *
 * @param type that the table must declare, nullable or not
 * @param field takes the column's value, in Flink's own representation, out of a message
 */
public record Column<T>(String name, LogicalType type, Field<T> field) {

    /** Takes one value out of a message. */
    public interface Field<T> {
        /** The value, of a message and its bytes as they came; null if it has none. */
        @Nullable Object of(T message, byte[] payload);
    }
}
