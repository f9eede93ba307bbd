package lab.flink.sql.clearing;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import lab.domain.EventTime;
import lab.domain.progress.Progress;
import lab.topics.Bus;
import lab.topics.codec.ProgressCodec;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.DataType;

/**
 * How far the clearing house has come: as far as the slowest partition of the ticks that was ever
 * written to, or of all if none was. It says so when that has moved.
 *
 * <p>It remembers nothing: after a start it waits for all partitions to be told of again.
 */
final class ProgressOperator extends AbstractStreamOperator<RowData>
        implements OneInputStreamOperator<Tuple3<Integer, Long, Boolean>, RowData> {
    private static final long serialVersionUID = 1L;

    static final String PART = "clearing";

    private transient Map<Integer, Tuple3<Integer, Long, Boolean>> partitions = new HashMap<>();
    private transient long said = Long.MIN_VALUE;

    static DataType type() {
        return DataTypes.ROW(
                        DataTypes.FIELD("part", DataTypes.STRING().notNull()),
                        DataTypes.FIELD("payload", DataTypes.STRING().notNull()))
                .notNull();
    }

    @Override
    public void open() throws Exception {
        super.open();
        partitions = new HashMap<>();
        said = Long.MIN_VALUE;
    }

    @Override
    public void processElement(StreamRecord<Tuple3<Integer, Long, Boolean>> element) {
        partitions.put(element.getValue().f0, element.getValue());
        if (partitions.size() < Bus.PARTITIONS) {
            return;
        }
        boolean isAnyWritten = partitions.values().stream().anyMatch(it -> it.f2);
        long slowest =
                partitions.values().stream()
                        .filter(it -> it.f2 || !isAnyWritten)
                        .mapToLong(it -> it.f1)
                        .min()
                        .orElseThrow();
        if (slowest > said) {
            said = slowest;
            var progress = new Progress(PART, EventTime.ofMicros(slowest), false);
            String text = new String(ProgressCodec.encode(progress), StandardCharsets.UTF_8);
            output.collect(
                    new StreamRecord<>(
                            GenericRowData.of(
                                    StringData.fromString(PART), StringData.fromString(text))));
        }
    }
}
