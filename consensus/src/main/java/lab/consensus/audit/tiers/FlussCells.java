package lab.consensus.audit.tiers;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.fluss.row.InternalRow;
import org.apache.fluss.types.DataType;
import org.apache.fluss.types.DataTypeChecks;
import org.apache.fluss.types.RowType;
import org.jspecify.annotations.Nullable;

/** Rows of Fluss in the values of an audit. */
final class FlussCells {
    private FlussCells() {}

    static @Nullable Object[] values(InternalRow row, RowType type, List<String> columns) {
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            int place = type.getFieldIndex(columns.get(i));
            values[i] = row.isNullAt(place) ? null : value(row, place, type.getTypeAt(place));
        }
        return values;
    }

    private static Object value(InternalRow row, int place, DataType type) {
        return switch (type.getTypeRoot()) {
            case BIGINT -> row.getLong(place);
            case INTEGER -> (long) row.getInt(place);
            case DECIMAL ->
                    row.getDecimal(
                                    place,
                                    DataTypeChecks.getPrecision(type),
                                    DataTypeChecks.getScale(type))
                            .toBigDecimal();
            case TIMESTAMP_WITHOUT_TIME_ZONE ->
                    row.getTimestampNtz(place, DataTypeChecks.getPrecision(type)).toLocalDateTime();
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    LocalDateTime.ofInstant(
                            row.getTimestampLtz(place, DataTypeChecks.getPrecision(type))
                                    .toInstant(),
                            ZoneOffset.UTC);
            default -> row.getString(place).toString();
        };
    }
}
