package lab.consensus.audit.tiers;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DecimalType;
import org.apache.paimon.types.TimestampType;
import org.jspecify.annotations.Nullable;

/** A table of the warm tier, by Paimon's own reader, which merges and hides what was replaced. */
public record PaimonRows(Table table, String snapshot, Optional<Predicate> filter)
        implements TierTable {

    @Override
    public List<String> columns() {
        return table.rowType().getFieldNames();
    }

    @Override
    public void read(List<String> columns, Consumer<@Nullable Object[]> row) throws IOException {
        int[] places = columns.stream().mapToInt(table.rowType()::getFieldIndex).toArray();
        ReadBuilder builder = table.newReadBuilder().withProjection(places);
        filter.ifPresent(builder::withFilter);
        DataType[] types = new DataType[places.length];
        for (int i = 0; i < places.length; i++) {
            types[i] = table.rowType().getTypeAt(places[i]);
        }
        try (RecordReader<InternalRow> reader =
                builder.newRead().createReader(builder.newScan().plan())) {
            reader.forEachRemaining(read -> row.accept(values(read, types)));
        }
    }

    private static @Nullable Object[] values(InternalRow row, DataType[] types) {
        @Nullable Object[] values = new @Nullable Object[types.length];
        for (int i = 0; i < types.length; i++) {
            values[i] = row.isNullAt(i) ? null : value(row, i, types[i]);
        }
        return values;
    }

    private static Object value(InternalRow row, int place, DataType type) {
        return switch (type) {
            case DecimalType decimal ->
                    row.getDecimal(place, decimal.getPrecision(), decimal.getScale())
                            .toBigDecimal();
            case TimestampType time ->
                    row.getTimestamp(place, time.getPrecision()).toLocalDateTime();
            default ->
                    switch (type.getTypeRoot()) {
                        case BIGINT -> row.getLong(place);
                        case INTEGER -> (long) row.getInt(place);
                        default -> row.getString(place).toString();
                    };
        };
    }
}
