package lab.flink.sql.rows;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

/** A stream and what its rows are. */
public record Rows(DataStream<RowData> stream, DataType type) {
    public RowType rowType() {
        return (RowType) type.getLogicalType();
    }
}
