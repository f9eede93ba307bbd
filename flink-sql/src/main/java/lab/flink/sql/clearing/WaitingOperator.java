package lab.flink.sql.clearing;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import lab.domain.Account;
import lab.domain.EventTime;
import lab.domain.OrderId;
import lab.domain.clearing.Claim;
import lab.domain.progress.Progress;
import lab.domain.progress.WaitingRequests;
import lab.topics.codec.ProgressCodec;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple6;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.jspecify.annotations.Nullable;

/**
 * Says which requests wait, what all quote books and all ledgers hold together, and how many orders
 * all intakes have ignored for their age. It says so on the topic of progress, under a part of its
 * own, when that has changed, and now and then while there are any.
 *
 * <p>It remembers nothing: after a start it waits to be told again.
 */
final class WaitingOperator extends AbstractStreamOperator<RowData>
        implements OneInputStreamOperator<
                Tuple6<Integer, Long, String, String, Long, Long>, RowData> {
    private static final long serialVersionUID = 1L;

    static final String PART = ProgressCodec.WAITING_PART;

    /** Who tells, how many wait, and the oldest: account, order id, its time and its stamp. */
    static final TypeInformation<Tuple6<Integer, Long, String, String, Long, Long>> TYPE =
            Types.TUPLE(Types.INT, Types.LONG, Types.STRING, Types.STRING, Types.LONG, Types.LONG);

    private static final Instant BEFORE_ALL_TIME = Instant.parse("2009-01-01T00:00:00Z");
    private static final String NOBODY = "";

    /** Intakes tell under numbers from here on, far below those of ledgers. */
    private static final int FIRST_INTAKE = Integer.MIN_VALUE;

    private static final int LAST_INTAKE = Integer.MIN_VALUE / 2;
    private static final long REPEAT_EVERY_MILLIS = 5_000;

    private transient Map<Integer, Tuple6<Integer, Long, String, String, Long, Long>> parts =
            new TreeMap<>();
    private transient WaitingRequests said = WaitingRequests.NONE;
    private transient Instant time = BEFORE_ALL_TIME;
    private transient @Nullable ScheduledFuture<?> repeating;

    /** Of a ledger: these wait for others, and none of them is the oldest. */
    static Tuple6<Integer, Long, String, String, Long, Long> held(int subtask, long count) {
        return Tuple6.of(-1 - subtask, count, NOBODY, NOBODY, 0L, 0L);
    }

    /** Of one of so many intakes: so many orders had expired. */
    static Tuple6<Integer, Long, String, String, Long, Long> expired(
            int subtask, int intakes, long count) {
        return Tuple6.of(FIRST_INTAKE + subtask, count, NOBODY, NOBODY, (long) intakes, 0L);
    }

    private static boolean isOfIntake(Tuple6<Integer, Long, String, String, Long, Long> part) {
        return part.f0 <= LAST_INTAKE;
    }

    /** Of a quote book. */
    static Tuple6<Integer, Long, String, String, Long, Long> waiting(
            int partition, long count, Optional<Claim> oldest) {
        return oldest.map(claim ->
                        Tuple6.of(
                                partition,
                                count,
                                claim.account().name(),
                                claim.request().orderId().text(),
                                EventTime.toMicros(claim.request().time()),
                                claim.busTime()))
                .orElse(Tuple6.of(partition, count, NOBODY, NOBODY, 0L, 0L));
    }

    @Override
    public void open() throws Exception {
        super.open();
        parts = new TreeMap<>();
        said = WaitingRequests.NONE;
        time = BEFORE_ALL_TIME;
        repeating =
                getProcessingTimeService()
                        .scheduleWithFixedDelay(
                                now -> repeat(), REPEAT_EVERY_MILLIS, REPEAT_EVERY_MILLIS);
    }

    @Override
    public void processElement(
            StreamRecord<Tuple6<Integer, Long, String, String, Long, Long>> element) {
        parts.put(element.getValue().f0, element.getValue());
        WaitingRequests waiting =
                new WaitingRequests(
                        parts.values().stream()
                                .filter(part -> !isOfIntake(part))
                                .mapToLong(part -> part.f1)
                                .sum(),
                        expired(),
                        parts.values().stream()
                                .filter(part -> !part.f2.equals(NOBODY))
                                .min(Comparator.comparingLong(part -> part.f5))
                                .map(WaitingOperator::oldest));
        if (!waiting.equals(said)) {
            said = waiting;
            time = waiting.oldest().flatMap(WaitingRequests.Oldest::since).orElse(time);
            say();
        }
    }

    /** Once all intakes have told. */
    private Optional<Long> expired() {
        List<Tuple6<Integer, Long, String, String, Long, Long>> intakes =
                parts.values().stream().filter(WaitingOperator::isOfIntake).toList();
        return intakes.isEmpty() || intakes.size() < intakes.getFirst().f4
                ? Optional.empty()
                : Optional.of(intakes.stream().mapToLong(part -> part.f1).sum());
    }

    private static WaitingRequests.Oldest oldest(
            Tuple6<Integer, Long, String, String, Long, Long> part) {
        return new WaitingRequests.Oldest(
                new Account(part.f2),
                new OrderId(part.f3),
                EventTime.ofMicros(part.f4),
                Optional.of(part.f5)
                        .filter(stamp -> stamp != Claim.NO_BUS_TIME)
                        .map(EventTime::ofMicros));
    }

    private void repeat() {
        if (said.requests() > 0 || said.expired().orElse(0L) > 0) {
            say();
        }
    }

    private void say() {
        var progress = new Progress(PART, time, false, Optional.of(said));
        String text = new String(ProgressCodec.encode(progress), StandardCharsets.UTF_8);
        output.collect(
                new StreamRecord<>(
                        GenericRowData.of(
                                StringData.fromString(PART), StringData.fromString(text))));
    }

    @Override
    public void close() throws Exception {
        if (repeating != null) {
            requireNonNull(repeating).cancel(false);
        }
        super.close();
    }
}
