package lab.flink.sql.rows;

import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/** Finds columns of an operator's input by name. */
public final class RowFields {
    private RowFields() {}

    /**
     * The place of a column.
     *
     * @throws IllegalArgumentException if the input has no such column, or of another type
     */
    public static int index(RowType row, String column, LogicalType type) {
        int index = row.getFieldIndex(column);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "operator's input: must have a column %s, has %s"
                            .formatted(column, row.getFieldNames()));
        }
        LogicalType actual = row.getTypeAt(index).copy(true);
        if (!actual.equals(type.copy(true))) {
            throw new IllegalArgumentException(
                    "operator's input: column %s must be %s, was %s"
                            .formatted(column, type, actual));
        }
        return index;
    }
}
