package lab.flink.sql.clearing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.clearing.Claim;
import lab.domain.clearing.QuoteBook;
import lab.domain.clearing.StateStore;
import lab.topics.Bus;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * The second stage, keyed by the partition of the ticks: {@link QuoteBook}s within Flink's state.
 *
 * <p>A partition that has gone silent is moved on by what the others hold, once it is certain that
 * it was read to its end: see {@link MarketLook}. How far each partition has come goes to a side
 * output.
 *
 * <p>State a partition: what its book keeps, which {@link QuoteBook} bounds, and an offset.
 */
final class QuoteOperator extends AbstractStreamOperator<Tuple3<String, Integer, byte[]>>
        implements TwoInputStreamOperator<
                Tuple3<String, Integer, byte[]>, RowData, Tuple3<String, Integer, byte[]>> {
    private static final long serialVersionUID = 1L;

    /** Partition, how far it has come in microseconds, and whether it ever held anything. */
    static final OutputTag<Tuple3<Integer, Long, Boolean>> PROGRESS =
            new OutputTag<>("progress", Types.TUPLE(Types.INT, Types.LONG, Types.BOOLEAN));

    private static final long LOOK_EVERY_MILLIS = 200;

    /**
     * For how many looks nothing came from a partition that counts as silent though no feed says
     * so. A writer that was cut off between two partitions has to be back within this.
     */
    private static final int SILENT_LOOKS = 10;

    private static final long PROGRESS_EVERY_MICROS = 1_000_000;
    private static final long NOTHING_READ = -1;
    private static final long NOTHING_TOLD = Long.MIN_VALUE;

    private static final MapStateDescriptor<String, byte[]> BOOK =
            new MapStateDescriptor<>(
                    "book", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    private static final ValueStateDescriptor<Long> OFFSET =
            new ValueStateDescriptor<>("offset", Types.LONG);

    private final MarketColumns columns;
    private final MarketSource source;
    private transient @Nullable MapState<String, byte[]> entries;
    private transient @Nullable ValueState<Long> offsets;
    private transient @Nullable MarketLook look;
    private transient @Nullable ScheduledFuture<?> looking;
    private transient Map<Integer, Partition> partitions = new TreeMap<>();

    /** What is kept of a partition beside its book. */
    private static final class Partition {
        private final QuoteBook book;
        private long lastOffset;
        private long offsetAtLook = Long.MIN_VALUE;
        private int silentLooks;
        private long time = Long.MIN_VALUE;
        private long told = NOTHING_TOLD;
        private boolean wasWritten;

        Partition(QuoteBook book, long lastOffset) {
            this.book = book;
            this.lastOffset = lastOffset;
        }
    }

    QuoteOperator(MarketColumns columns, MarketSource source) {
        this.columns = columns;
        this.source = source;
    }

    @Override
    public void open() throws Exception {
        super.open();
        entries = getPartitionedState(BOOK);
        offsets = getPartitionedState(OFFSET);
        partitions = new TreeMap<>();
        TaskInfo task = getRuntimeContext().getTaskInfo();
        for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
            int subtask =
                    KeyGroupRangeAssignment.assignKeyToParallelOperator(
                            partition,
                            task.getMaxNumberOfParallelSubtasks(),
                            task.getNumberOfParallelSubtasks());
            if (subtask == task.getIndexOfThisSubtask()) {
                setCurrentKey(partition);
                partitions.put(partition, restored());
            }
        }
        look = new MarketLook(source);
        looking =
                getProcessingTimeService()
                        .scheduleWithFixedDelay(
                                time -> lookAtSilent(), LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS);
    }

    private Partition restored() throws Exception {
        var found = new ArrayList<Map.Entry<String, byte[]>>();
        for (Map.Entry<String, byte[]> entry : requireNonNull(entries).entries()) {
            found.add(Map.entry(entry.getKey(), entry.getValue()));
        }
        Long offset = requireNonNull(offsets).value();
        var book = QuoteBook.restore(new FlinkStore(), found);
        return new Partition(book, offset == null ? NOTHING_READ : offset);
    }

    @Override
    public void processElement1(StreamRecord<Tuple3<String, Integer, byte[]>> element) {
        Partition partition = partition(element.getValue().f1);
        partition.book.ask(ClaimRow.claim(element.getValue()), this::answer);
    }

    @Override
    public void processElement2(StreamRecord<RowData> element) throws Exception {
        RowData row = element.getValue();
        int number = columns.partition(row);
        Partition partition = partition(number);
        partition.lastOffset = columns.offset(row);
        requireNonNull(offsets).update(partition.lastOffset);
        if (columns.isTick(row)) {
            long micros = columns.time(row);
            partition.book.tick(
                    new Pair(columns.pair(row)),
                    columns.sequence(row),
                    EventTime.ofMicros(micros),
                    columns.bid(row),
                    columns.ask(row),
                    QuoteBook.NO_STAMP,
                    this::answer);
            partition.book.advanceTo(EventTime.ofMicros(micros), this::answer);
            moved(number, partition, micros, true);
        }
    }

    private Partition partition(int number) {
        Partition partition = partitions.get(number);
        if (partition == null) {
            throw new IllegalStateException(
                    "clearing: must be given its own partitions %s, was given %d"
                            .formatted(partitions.keySet(), number));
        }
        return partition;
    }

    private void moved(int number, Partition partition, long micros, boolean isWritten) {
        partition.time = Math.max(partition.time, micros);
        boolean isNews = partition.told == NOTHING_TOLD || isWritten != partition.wasWritten;
        if (isNews || partition.time >= partition.told + PROGRESS_EVERY_MICROS) {
            partition.told = partition.time;
            partition.wasWritten = isWritten;
            output.collect(
                    PROGRESS, new StreamRecord<>(Tuple3.of(number, partition.time, isWritten)));
        }
    }

    /** Moves on each partition that nothing came from since the last look. */
    private void lookAtSilent() {
        MarketLook market = requireNonNull(look);
        boolean isAnySilent = false;
        for (Map.Entry<Integer, Partition> entry : partitions.entrySet()) {
            Partition partition = entry.getValue();
            boolean isQuiet = partition.lastOffset == partition.offsetAtLook;
            partition.silentLooks = isQuiet ? partition.silentLooks + 1 : 0;
            partition.offsetAtLook = partition.lastOffset;
            isAnySilent |= isQuiet;
            if (isQuiet) {
                market.newest()
                        .filter(seen -> seen.isProven() || partition.silentLooks >= SILENT_LOOKS)
                        .ifPresent(seen -> moveOn(entry.getKey(), partition, seen));
            }
        }
        if (isAnySilent) {
            market.refresh();
        }
    }

    private void moveOn(int number, Partition partition, MarketLook.Seen seen) {
        long end = seen.end(number);
        if (partition.lastOffset + 1 < end) {
            return; // not read to its end yet
        }
        if (seen.newestTime().isPresent()) {
            Instant newest = seen.newestTime().get();
            setCurrentKey(number);
            partition.book.advanceTo(newest, this::answer);
            moved(number, partition, EventTime.toMicros(newest), end > 0);
        }
    }

    private void answer(Claim claim) {
        output.collect(new StreamRecord<>(ClaimRow.of(claim)));
    }

    @Override
    public void close() throws Exception {
        if (looking != null) {
            looking.cancel(false);
        }
        if (look != null) {
            look.close();
        }
        super.close();
    }

    /** Where a book writes what it must remember: the state of the key that is being processed. */
    private final class FlinkStore implements StateStore {
        @Override
        public void put(String key, byte[] value) {
            try {
                requireNonNull(entries).put(key, value);
            } catch (Exception e) {
                throw failed(e);
            }
        }

        @Override
        public void remove(String key) {
            try {
                requireNonNull(entries).remove(key);
            } catch (Exception e) {
                throw failed(e);
            }
        }

        private static UncheckedIOException failed(Exception cause) {
            return new UncheckedIOException(new IOException("clearing: state failed", cause));
        }
    }
}
