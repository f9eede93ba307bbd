package lab.flink.sql.clearing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.clearing.Claim;
import lab.domain.clearing.Closing;
import lab.domain.clearing.quote.QuoteBook;
import lab.domain.clearing.state.StateStore;
import lab.flink.sql.clearing.read.MarketLook;
import lab.flink.sql.clearing.read.MarketSource;
import lab.flink.sql.clearing.read.OwnPartitions;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple6;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * The second stage, keyed by the partition of the ticks: {@link QuoteBook}s within Flink's state.
 *
 * <p>Where a pair's own ticks say nothing, it is decided how far time has come at the place to
 * which the partition was read, once that is as far as {@link MarketLook} saw it end. A decision is
 * written down ({@link Closings}) before it takes effect, so that it takes effect at the same place
 * whenever this is read again; no tick is processed meanwhile. How far each partition has come goes
 * to a side output.
 *
 * <p>The watermarks of its first input say how far the requests were read, by the bus's clock; that
 * bounds what the books keep. Those of the second are for reading in step. Both end here.
 *
 * <p>State a partition: what its book keeps, which {@link QuoteBook} bounds, an offset, and where
 * to read decisions from.
 */
final class QuoteOperator extends AbstractStreamOperator<Tuple3<String, Integer, byte[]>>
        implements TwoInputStreamOperator<
                Tuple3<String, Integer, byte[]>, RowData, Tuple3<String, Integer, byte[]>> {
    private static final long serialVersionUID = 1L;

    /** Partition, how far it has come in microseconds, and whether it ever held anything. */
    static final OutputTag<Tuple3<Integer, Long, Boolean>> PROGRESS =
            new OutputTag<>("progress", Types.TUPLE(Types.INT, Types.LONG, Types.BOOLEAN));

    /** What waits in a partition's book. */
    static final OutputTag<Tuple6<Integer, Long, String, String, Long, Long>> WAITING =
            new OutputTag<>("waiting", WaitingOperator.TYPE);

    private static final long LOOK_EVERY_MILLIS = 200;

    /** An order that lacks nothing but the certainty of having come in time is not kept waiting. */
    private static final long LOOK_SOON_MILLIS = 5;

    private static final long PROGRESS_EVERY_MICROS = 1_000_000;
    private static final long NOTHING_READ = -1;
    private static final long NOTHING_TOLD = Long.MIN_VALUE;

    private static final MapStateDescriptor<String, byte[]> BOOK =
            new MapStateDescriptor<>(
                    "book", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    private static final ValueStateDescriptor<Long> OFFSET =
            new ValueStateDescriptor<>("offset", Types.LONG);
    private static final ValueStateDescriptor<Long> CLOSINGS_FROM =
            new ValueStateDescriptor<>("closings-from", Types.LONG);

    private final MarketColumns columns;
    private final MarketSource source;
    private transient @Nullable MapState<String, byte[]> entries;
    private transient @Nullable ValueState<Long> offsets;
    private transient @Nullable ValueState<Long> closingsFrom;
    private transient @Nullable MarketLook look;
    private transient @Nullable ScheduledFuture<?> looking;
    private transient Map<Integer, Partition> partitions = new TreeMap<>();
    private transient boolean looksSoon;
    private transient long soonMillis;

    /** What is kept of a partition beside its book. */
    private static final class Partition {
        private final int number;
        private final QuoteBook book;
        private final Closings closings;

        /** Decided before, at places that were not read to yet. */
        private final Deque<Closing.Decision> decided;

        private long next;
        private long nextAtLook = Long.MIN_VALUE;
        private long time = Long.MIN_VALUE;
        private long told = NOTHING_TOLD;
        private boolean wasWritten;
        private Tuple6<Integer, Long, String, String, Long, Long> waiting;

        Partition(
                int number,
                QuoteBook book,
                Closings closings,
                Deque<Closing.Decision> decided,
                long next) {
            this.number = number;
            this.book = book;
            this.closings = closings;
            this.decided = decided;
            this.next = next;
            this.waiting = WaitingOperator.waiting(number, 0, Optional.empty());
        }

        /** What waits, if that is something else than before. */
        private Optional<Tuple6<Integer, Long, String, String, Long, Long>> newsOfWaiting() {
            List<Claim> claims = new ArrayList<>();
            book.forEachWaiting(claims::add);
            var now =
                    WaitingOperator.waiting(
                            number,
                            claims.size(),
                            claims.stream().min(Comparator.comparingLong(Claim::busTime)));
            boolean isNews = !now.equals(waiting);
            waiting = now;
            return Optional.of(now).filter(_ -> isNews);
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
        closingsFrom = getPartitionedState(CLOSINGS_FROM);
        partitions = new TreeMap<>();
        looksSoon = false;
        soonMillis = LOOK_SOON_MILLIS;
        for (int partition : OwnPartitions.of(getRuntimeContext().getTaskInfo())) {
            setCurrentKey(partition);
            partitions.put(partition, restored(partition));
        }
        look = new MarketLook(source);
        looking =
                getProcessingTimeService()
                        .scheduleWithFixedDelay(
                                time -> lookAround(), LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS);
    }

    private Partition restored(int number) throws Exception {
        var found = new ArrayList<Map.Entry<String, byte[]>>();
        for (Map.Entry<String, byte[]> entry : requireNonNull(entries).entries()) {
            found.add(Map.entry(entry.getKey(), entry.getValue()));
        }
        Long offset = requireNonNull(offsets).value();
        long next = (offset == null ? NOTHING_READ : offset) + 1;
        Long from = requireNonNull(closingsFrom).value();
        var closings = new Closings(source, number, from == null ? 0 : from);
        try {
            var decided = new ArrayDeque<Closing.Decision>();
            for (Closing.Decision decision : closings.takeOver()) {
                if (decision.offset() >= next) {
                    decided.add(decision);
                }
            }
            if (decided.isEmpty()) {
                requireNonNull(closingsFrom).update(closings.takenOverAt());
            }
            var book = QuoteBook.restore(new FlinkStore(), found);
            return new Partition(number, book, closings, decided, next);
        } catch (Exception e) {
            closings.close();
            throw e;
        }
    }

    @Override
    public void processElement1(StreamRecord<Tuple3<String, Integer, byte[]>> element) {
        Partition partition = partition(element.getValue().f1);
        if (partition.book.ask(ClaimRow.claim(element.getValue()), this::answer)) {
            lookSoon();
        }
    }

    @Override
    public void processElement2(StreamRecord<RowData> element) throws Exception {
        RowData row = element.getValue();
        int number = columns.partition(row);
        Partition partition = partition(number);
        long offset = columns.offset(row);
        takeEffect(partition, offset);
        partition.next = offset + 1;
        requireNonNull(offsets).update(offset);
        long taken = columns.taken(row);
        if (columns.isTick(row)) {
            long micros = columns.time(row);
            partition.book.tick(
                    new Pair(columns.pair(row)),
                    columns.sequence(row),
                    EventTime.ofMicros(micros),
                    columns.bid(row),
                    columns.ask(row),
                    taken,
                    this::answer);
            moved(number, partition, micros, true);
        } else {
            partition.book.stampsPassed(taken, this::answer);
        }
    }

    /** What was decided at places up to an offset, before what follows there. */
    private void takeEffect(Partition partition, long offset) throws IOException {
        if (partition.decided.isEmpty()) {
            return;
        }
        while (!partition.decided.isEmpty()
                && requireNonNull(partition.decided.peekFirst()).offset() <= offset) {
            takeEffect(partition, requireNonNull(partition.decided.pollFirst()));
        }
        if (partition.decided.isEmpty()) {
            requireNonNull(closingsFrom).update(partition.closings.takenOverAt());
        }
    }

    private void takeEffect(Partition partition, Closing.Decision decision) {
        partition.book.stampsPassed(EventTime.toMicros(decision.taken()), this::answer);
        decision.time().ifPresent(time -> partition.book.advanceTo(time, this::answer));
    }

    /** Says how far the requests were read. */
    @Override
    public void processWatermark1(Watermark mark) {
        partitions.forEach((number, partition) -> {
            setCurrentKey(number);
            partition.book.requestsReadTo(mark.getTimestamp());
        });
    }

    @Override
    public void processWatermark2(Watermark mark) {}

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

    private void lookSoon() {
        if (!looksSoon) {
            looksSoon = true;
            ProcessingTimeService service = getProcessingTimeService();
            var _ =
                    service.registerTimer(
                            service.getCurrentProcessingTime() + soonMillis,
                            time -> {
                                looksSoon = false;
                                lookAround();
                            });
        }
    }

    /**
     * Decides what may be decided by the last look, and looks again if that may bring something.
     */
    private void lookAround() throws Exception {
        MarketLook market = requireNonNull(look);
        boolean isWorthIt = false;
        boolean isUrgent = false;
        long wanted = QuoteBook.NO_STAMP;
        for (Map.Entry<Integer, Partition> entry : partitions.entrySet()) {
            int number = entry.getKey();
            Partition partition = entry.getValue();
            setCurrentKey(number);
            takeEffect(partition, partition.next);
            Optional<MarketLook.Seen> seen =
                    market.newest().filter(it -> partition.next >= it.end(number));
            if (seen.isPresent()) {
                decide(number, partition, seen.get());
            }
            boolean isQuiet = partition.next == partition.nextAtLook;
            partition.nextAtLook = partition.next;
            if (isQuiet && seen.isPresent() && seen.get().shown().isPresent()) {
                moved(
                        number,
                        partition,
                        EventTime.toMicros(seen.get().shown().get()),
                        seen.get().end(number) > 0);
            }
            partition
                    .newsOfWaiting()
                    .ifPresent(news -> output.collect(WAITING, new StreamRecord<>(news)));
            wanted = Math.max(wanted, partition.book.newestStampWanted());
            isUrgent |= partition.book.oldestStampWanted() != QuoteBook.NO_STAMP;
            isWorthIt |= isQuiet || partition.book.earliestDeadline().isPresent();
        }
        if (isWorthIt || isUrgent) {
            market.refresh(wanted);
        }
        if (isUrgent) {
            // While the ticks are being caught up with, looking again and again is for nothing.
            soonMillis = Math.min(2 * soonMillis, LOOK_EVERY_MILLIS);
            lookSoon();
        } else {
            soonMillis = LOOK_SOON_MILLIS;
        }
    }

    /** The partition was read to where it ended. */
    private void decide(int number, Partition partition, MarketLook.Seen seen) throws Exception {
        QuoteBook book = partition.book;
        long oldest = book.oldestStampWanted();
        boolean isStampWanted = oldest != QuoteBook.NO_STAMP && oldest <= seen.taken();
        Optional<Instant> passed =
                seen.passed()
                        .filter(time ->
                                book.earliestDeadline()
                                        .map(deadline -> deadline.plus(QuoteBook.GRACE))
                                        .filter(time::isAfter)
                                        .isPresent());
        if (isStampWanted || passed.isPresent()) {
            var decision =
                    new Closing.Decision(partition.next, EventTime.ofMicros(seen.taken()), passed);
            partition.closings.decide(decision);
            setCurrentKey(number);
            takeEffect(partition, decision);
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
        partitions.values().forEach(partition -> partition.closings.close());
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
