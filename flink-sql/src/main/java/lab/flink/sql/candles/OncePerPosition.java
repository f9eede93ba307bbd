package lab.flink.sql.candles;

import java.time.Duration;
import lab.flink.sql.rows.RowFields;
import lab.flink.sql.rows.Rows;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code once_per_position}: lets a dead letter through once, however often it was
 * sent.
 *
 * <p>Who sends letters sends them again after a crash. A letter off the bus is known by topic,
 * partition and offset; one of a feed by source, line and content, since the next recording has a
 * line of that number too. A letter without a position is let through.
 *
 * <p>State: one bit a letter and its key, for {@link #REMEMBERED} since it was met last.
 */
public final class OncePerPosition extends RichFilterFunction<RowData> {
    private static final long serialVersionUID = 1L;

    public static final String NAME = "once_per_position";
    public static final int VERSION = 1;

    /** The oldest version of its state that it reads. */
    public static final int READS_FROM = 1;

    /** Longer than anybody takes to send a letter again. */
    static final Duration REMEMBERED = Duration.ofDays(1);

    private transient @Nullable ValueState<Boolean> met;

    /** What its state means: another value wants another {@link #VERSION}. */
    public static String keeps() {
        return "letters by position for %s".formatted(REMEMBERED);
    }

    public static Rows attach(Rows letters) {
        var position = LetterPosition.of(letters.rowType());
        DataStream<RowData> once =
                letters.stream()
                        .keyBy(position::key, Types.STRING)
                        .filter(new OncePerPosition())
                        .name(NAME)
                        .uid(NAME);
        return new Rows(once, letters.type());
    }

    @Override
    public void open(OpenContext context) {
        var descriptor = new ValueStateDescriptor<>("met", Types.BOOLEAN);
        descriptor.enableTimeToLive(
                StateTtlConfig.newBuilder(REMEMBERED)
                        .setUpdateType(StateTtlConfig.UpdateType.OnReadAndWrite)
                        .cleanupIncrementally(10, false)
                        .build());
        met = getRuntimeContext().getState(descriptor);
    }

    @Override
    public boolean filter(RowData letter) throws Exception {
        if (met == null) {
            throw new IllegalStateException("once_per_position: must be opened before use");
        }
        if (met.value() != null) {
            return false;
        }
        met.update(true);
        return true;
    }

    /** Where a letter's position stands in a row. */
    private record LetterPosition(
            int source,
            int payload,
            int topic,
            int partition,
            int offset,
            int line,
            int busPartition,
            int busOffset)
            implements java.io.Serializable {

        static LetterPosition of(RowType row) {
            return new LetterPosition(
                    RowFields.index(row, "source", VarCharType.STRING_TYPE),
                    RowFields.index(row, "payload", VarCharType.STRING_TYPE),
                    RowFields.index(row, "topic", VarCharType.STRING_TYPE),
                    RowFields.index(row, "partition", new IntType()),
                    RowFields.index(row, "offset", new BigIntType()),
                    RowFields.index(row, "line", new BigIntType()),
                    RowFields.index(row, "bus_partition", new IntType()),
                    RowFields.index(row, "bus_offset", new BigIntType()));
        }

        String key(RowData row) {
            if (!row.isNullAt(topic)) {
                return "bus/%s/%d/%d"
                        .formatted(
                                row.getString(topic), row.getInt(partition), row.getLong(offset));
            }
            if (!row.isNullAt(line)) {
                return "feed/%s/%d/%08x"
                        .formatted(
                                row.getString(source),
                                row.getLong(line),
                                row.getString(payload).hashCode());
            }
            return "none/%d/%d".formatted(row.getInt(busPartition), row.getLong(busOffset));
        }
    }
}
