package lab.flink.sql.format;

import java.util.stream.Collectors;
import lab.domain.MarketClock;
import lab.flink.sql.format.column.Column;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.Projection;
import org.apache.flink.table.connector.format.ProjectableDecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/** A format of one kind of message; a table declares of its columns what it needs, in any order. */
final class MessageFormat<T> implements ProjectableDecodingFormat<DeserializationSchema<RowData>> {
    private final MessageKind<T> kind;
    private final MarketClock clock;

    MessageFormat(MessageKind<T> kind, MarketClock clock) {
        this.kind = kind;
        this.clock = clock;
    }

    @Override
    public DeserializationSchema<RowData> createRuntimeDecoder(
            DynamicTableSource.Context context, DataType physicalType, int[][] projections) {
        DataType produced = Projection.of(projections).project(physicalType);
        RowType row = (RowType) produced.getLogicalType();
        row.getFields().forEach(this::check);
        return new MessageDecoder(
                kind.name(), row.getFieldNames(), context.createTypeInformation(produced), clock);
    }

    private void check(RowType.RowField declared) {
        Column<T> column = kind.column(declared.getName()).orElseThrow(() -> unknown(declared));
        LogicalType type = declared.getType().copy(true);
        if (!type.equals(column.type().copy(true))) {
            throw new ValidationException(
                    "column %s of a %s: must be %s, was %s"
                            .formatted(declared.getName(), kind.name(), column.type(), type));
        }
    }

    private ValidationException unknown(RowType.RowField declared) {
        return new ValidationException(
                "column of a %s: must be one of %s, was %s"
                        .formatted(
                                kind.name(),
                                kind.columns().stream()
                                        .map(Column::name)
                                        .collect(Collectors.joining(", ")),
                                declared.getName()));
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return ChangelogMode.insertOnly();
    }
}
