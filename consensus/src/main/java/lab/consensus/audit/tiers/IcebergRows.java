package lab.consensus.audit.tiers;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** A table of the cold tier, by Iceberg's own reader, at its current snapshot. */
final class IcebergRows implements TierTable {
    private final Table table;
    private final Expression rows;
    private final @Nullable Snapshot current;

    /**
     * The rows of a table for which something holds.
     *
     * @param rows of which files that cannot have such a row are not read
     */
    IcebergRows(Table table, Expression rows) {
        this.table = table;
        this.rows = rows;
        this.current = table.currentSnapshot();
    }

    @Override
    public List<String> columns() {
        return table.schema().columns().stream().map(Types.NestedField::name).toList();
    }

    @Override
    public String snapshot() {
        return current == null ? "none yet" : Long.toString(current.snapshotId());
    }

    @Override
    public void read(List<String> columns, Consumer<@Nullable Object[]> row) throws IOException {
        if (current == null) {
            return;
        }
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(table)
                        .useSnapshot(current.snapshotId())
                        .where(rows)
                        .select(columns)
                        .build()) {
            for (Record record : records) {
                @Nullable Object[] values = new @Nullable Object[columns.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = value(record.getField(columns.get(i)));
                }
                row.accept(values);
            }
        }
    }

    private static @Nullable Object value(@Nullable Object read) {
        return switch (read) {
            case Integer number -> Long.valueOf(number);
            case OffsetDateTime time ->
                    time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
            case null, default -> read;
        };
    }
}
