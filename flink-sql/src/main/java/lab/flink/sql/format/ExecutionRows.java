package lab.flink.sql.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lab.domain.clearing.Execution;
import lab.flink.sql.format.column.Column;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.utils.TypeConversions;

/** Executions as rows, with the columns that their messages have. */
public final class ExecutionRows {
    /** What every execution has. */
    private static final Set<String> GIVEN =
            Set.of(
                    "account",
                    "order_id",
                    "number",
                    "kind",
                    "status",
                    "cash",
                    "time",
                    "request_time",
                    "slippage",
                    "fee_rate",
                    "quote_wait_ms",
                    "quote_retention_ms",
                    "payload");

    private static final List<Column<Execution>> COLUMNS = ClearingMessages.execution().columns();

    private ExecutionRows() {}

    public static DataType type() {
        var fields = new ArrayList<DataTypes.Field>();
        for (Column<Execution> column : COLUMNS) {
            DataType type =
                    TypeConversions.fromLogicalToDataType(
                            column.type().copy(!GIVEN.contains(column.name())));
            fields.add(DataTypes.FIELD(column.name(), type));
        }
        return DataTypes.ROW(fields.toArray(DataTypes.Field[]::new)).notNull();
    }

    /**
     * Makes a row of an execution.
     *
     * @param payload the execution as it goes onto the bus
     */
    public static RowData of(Execution execution, byte[] payload) {
        var row = new GenericRowData(COLUMNS.size());
        for (int i = 0; i < COLUMNS.size(); i++) {
            row.setField(i, COLUMNS.get(i).field().of(execution, payload));
        }
        return row;
    }
}
