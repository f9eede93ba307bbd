package lab.flink.sql.clearing;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import lab.flink.sql.clearing.read.MarketSource;
import lab.flink.sql.clearing.read.OwnPartitions;
import lab.flink.sql.clearing.read.RequestLook;
import lab.flink.sql.format.column.Values;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.jspecify.annotations.Nullable;

/**
 * Before the first stage, keyed by the partition of the requests: gives each request its stamp, the
 * greatest of the partition so far, and says how far the requests were read.
 *
 * <p>It says so by watermarks, which travel behind the requests that they speak of: no request that
 * comes after one has a smaller stamp. They are of the bus's clock, in microseconds, and have
 * nothing to do with event time; those of the source end here. A partition that was read to its end
 * is moved on by what stood on the topic of the ticks before the end was asked for, less {@link
 * #STEP_BACK_MAX_MICROS}. Only what is forgotten depends on it, never an answer.
 *
 * <p>State a partition: a stamp and an offset.
 */
final class RequestLogOperator extends AbstractStreamOperator<RowData>
        implements OneInputStreamOperator<RowData, RowData> {
    private static final long serialVersionUID = 1L;

    /** The bus's clock may be set back by so much while a partition is quiet. */
    static final long STEP_BACK_MAX_MICROS = 600_000_000;

    private static final long TELL_EVERY_MILLIS = 500;
    private static final long UNKNOWN = Long.MIN_VALUE;

    private static final ValueStateDescriptor<Long> STAMP =
            new ValueStateDescriptor<>("stamp", Types.LONG);
    private static final ValueStateDescriptor<Long> NEXT =
            new ValueStateDescriptor<>("next", Types.LONG);

    private final RequestColumns columns;
    private final MarketSource source;
    private transient @Nullable ValueState<Long> stamps;
    private transient @Nullable ValueState<Long> nexts;
    private transient @Nullable RequestLook look;
    private transient @Nullable ScheduledFuture<?> telling;
    private transient Map<Integer, Partition> partitions = new TreeMap<>();
    private transient long told = UNKNOWN;

    private static final class Partition {
        private long stamp = UNKNOWN;
        private long readTo = UNKNOWN;
        private long next;
    }

    RequestLogOperator(RequestColumns columns, MarketSource source) {
        this.columns = columns;
        this.source = source;
    }

    @Override
    public void open() throws Exception {
        super.open();
        stamps = getPartitionedState(STAMP);
        nexts = getPartitionedState(NEXT);
        told = UNKNOWN;
        partitions = new TreeMap<>();
        for (int number : OwnPartitions.of(getRuntimeContext().getTaskInfo())) {
            setCurrentKey(number);
            var partition = new Partition();
            Long stamp = requireNonNull(stamps).value();
            partition.stamp = stamp == null ? UNKNOWN : stamp;
            partition.readTo = partition.stamp;
            Long next = requireNonNull(nexts).value();
            partition.next = next == null ? 0 : next;
            partitions.put(number, partition);
        }
        look = new RequestLook(source);
        telling =
                getProcessingTimeService()
                        .scheduleWithFixedDelay(
                                time -> tell(), TELL_EVERY_MILLIS, TELL_EVERY_MILLIS);
    }

    @Override
    public void processElement(StreamRecord<RowData> element) throws Exception {
        RowData row = element.getValue();
        Partition partition = requireNonNull(partitions.get(columns.partition(row)));
        partition.next = columns.offset(row) + 1;
        requireNonNull(nexts).update(partition.next);
        long stamp = columns.taken(row);
        if (stamp > partition.stamp) {
            partition.stamp = stamp;
            requireNonNull(stamps).update(stamp);
        }
        partition.readTo = Math.max(partition.readTo, partition.stamp);
        if (columns.isRequest(row)) {
            output.collect(
                    new StreamRecord<>(
                            GenericRowData.of(
                                    columns.account(row),
                                    columns.payload(row),
                                    Values.time(partition.stamp))));
        }
    }

    /** Those of the source are for reading in step. */
    @Override
    public void processWatermark(Watermark mark) {}

    @Override
    public void processWatermarkStatus(WatermarkStatus status) {}

    private void tell() {
        RequestLook asked = requireNonNull(look);
        long slowest = Long.MAX_VALUE;
        for (Map.Entry<Integer, Partition> entry : partitions.entrySet()) {
            Partition partition = entry.getValue();
            asked.newest()
                    .filter(seen -> partition.next >= seen.end(entry.getKey()))
                    .ifPresent(seen ->
                            partition.readTo =
                                    Math.max(
                                            partition.readTo, seen.taken() - STEP_BACK_MAX_MICROS));
            slowest = Math.min(slowest, partition.readTo);
        }
        if (slowest > told) {
            told = slowest;
            output.emitWatermark(new Watermark(slowest));
        }
        if (!partitions.isEmpty()) {
            asked.refresh();
        }
    }

    @Override
    public void close() throws Exception {
        if (telling != null) {
            telling.cancel(false);
        }
        if (look != null) {
            look.close();
        }
        super.close();
    }
}
