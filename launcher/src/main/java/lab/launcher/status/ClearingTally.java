package lab.launcher.status;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lab.console.PipelineStatus;
import lab.domain.MarketClock;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Request;
import lab.domain.progress.Progress;
import lab.domain.progress.WaitingRequests;
import lab.launcher.market.ShownTerms;
import lab.launcher.tables.ExecutionTotals;
import lab.launcher.tables.LakeRows;
import lab.servicekit.Worker;
import lab.topics.BusConnection;
import lab.topics.BusConsumer;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.BusReader;
import lab.topics.BusTrouble;
import lab.topics.StartAt;
import lab.topics.TermsLog;
import lab.topics.Topic;
import lab.topics.codec.ExecutionCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.OrderCodec;
import lab.topics.codec.ProgressCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what the clearing house says on the bus, on top of what the warm tier keeps: the bus
 * forgets, and is read from the newest on. An execution that comes again, after a crash, counts
 * once. Of the orders the newest are enough, to tell how long they take.
 */
public final class ClearingTally implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClearingTally.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(1);

    /** Requests without an execution whose place in time is remembered. */
    private static final int WAITING_MAX = 20_000;

    private static final int DELAYS_KEPT = 1_000;

    /** The newest executions of each partition that are read at first. */
    private static final int EXECUTIONS_READ = 1_000;

    /** The warm tier is read as a whole, so not often. */
    private static final Duration BETWEEN_FILLS = Duration.ofSeconds(10);

    private final BusConsumer orders;
    private final BusConsumer executions;
    private final BusConsumer progress;
    private final Worker worker;
    private volatile Optional<WaitingRequests> told = Optional.empty();
    private final Map<String, Instant> waiting = new LinkedHashMap<>();
    private final LakeRows lake;
    private final Consumer<Duration> measured;
    private final ExecutionTotals totals = new ExecutionTotals();
    private long nextFillNanos = System.nanoTime();
    private final Deque<Long> delays = new ArrayDeque<>();
    private final BusReader termsReader;
    private final TermsLog termsLog;
    private final BusTrouble termsTrouble = BusConsumer.troubleOf(Topic.TERMS);
    private volatile Optional<DatedTerms> terms = Optional.empty();
    private volatile Counts counts = new Counts(0, 0, Map.of(), Optional.empty(), Optional.empty());

    private record Counts(
            long funded,
            long filled,
            Map<String, Long> rejected,
            Optional<Long> delayP50,
            Optional<Long> delayP99) {}

    /**
     * Begins with the newest.
     *
     * @param clock whose clock the market's times are by
     * @param measured is told how long each request took that is seen from here on
     */
    public ClearingTally(
            BusConnection connection,
            String stream,
            LakeRows lake,
            MarketClock clock,
            Consumer<Duration> measured) {
        this.lake = lake;
        this.measured = measured;
        this.termsLog = new TermsLog(clock);
        this.orders =
                new BusConsumer(connection, stream, Topic.ORDERS, new StartAt.Newest(WAITING_MAX));
        this.executions =
                new BusConsumer(
                        connection, stream, Topic.EXECUTIONS, new StartAt.Newest(EXECUTIONS_READ));
        this.termsReader = new BusReader(connection, stream);
        // What waits is told again and again.
        this.progress = new BusConsumer(connection, stream, Topic.PROGRESS, new StartAt.Latest());
        this.worker = new Worker("clearing-tally", BETWEEN_LOOKS, this::look);
    }

    public void start() {
        worker.start();
    }

    /**
     * What was counted, and what the job counts itself.
     *
     * @param ofJob {@code clearing.requests}, {@code clearing.repeats} and {@code
     *     clearing.expired}, as far as they are known
     * @param newest event time, by which terms are in force
     */
    PipelineStatus.Clearing shown(Map<String, Long> ofJob, Optional<Instant> newest) {
        Counts now = counts;
        long rejected = now.rejected().values().stream().mapToLong(Long::longValue).sum();
        Map<String, Long> known = known(ofJob, now.funded() + now.filled() + rejected);
        return new PipelineStatus.Clearing(
                Optional.ofNullable(known.get("clearing.requests")),
                Optional.ofNullable(known.get("clearing.repeats")),
                Optional.ofNullable(known.get("clearing.expired")),
                now.funded(),
                now.filled(),
                now.rejected(),
                terms.flatMap(dated -> ShownTerms.of(dated, newest)),
                now.delayP50(),
                now.delayP99(),
                told.map(ClearingTally::shown));
    }

    /**
     * What is known of the job's own counts. One that starts again has not told yet what it counted
     * before; until then it shows fewer requests than were executed, and they are unknown.
     */
    static Map<String, Long> known(Map<String, Long> ofJob, long executed) {
        return ofJob.getOrDefault("clearing.requests", 0L) < executed ? Map.of() : ofJob;
    }

    private static PipelineStatus.Waiting shown(WaitingRequests waiting) {
        Optional<WaitingRequests.Oldest> oldest = waiting.oldest();
        return new PipelineStatus.Waiting(
                waiting.requests(),
                oldest.map(it -> it.account().name()),
                oldest.map(it -> it.orderId().text()),
                oldest.map(WaitingRequests.Oldest::time),
                oldest.flatMap(WaitingRequests.Oldest::since));
    }

    /** Why what it shows may be old, if it is. */
    public Optional<String> trouble() {
        return worker.trouble()
                .map("requests and executions are not counted: "::concat)
                .or(orders::trouble)
                .or(executions::trouble)
                .or(progress::trouble)
                .or(termsTrouble::now);
    }

    private Duration look() throws InterruptedException {
        for (BusMessage message : orders.poll(Duration.ZERO)) {
            request(message);
        }
        for (BusMessage message : progress.poll(Duration.ZERO)) {
            progress(message);
        }
        List<BusMessage> cleared = executions.poll(Duration.ZERO);
        cleared.forEach(this::execution);
        fillGap();
        publish();
        if (cleared.isEmpty()) {
            readTerms();
            return BETWEEN_LOOKS;
        }
        return Duration.ZERO;
    }

    /** Asks the warm tier for what the bus did not show. */
    private void fillGap() {
        if (!totals.hasGap() || System.nanoTime() - nextFillNanos < 0) {
            return;
        }
        nextFillNanos = System.nanoTime() + BETWEEN_FILLS.toNanos();
        try {
            totals.fill(lake.executions());
        } catch (IOException | RuntimeException e) {
            // A table that is being written to while it is looked at; the next look will do.
            log.info("executions not read reason={}", e.toString());
        }
    }

    private void readTerms() throws InterruptedException {
        try {
            DatedTerms read =
                    termsLog.readOn(
                            termsReader.ends(Topic.TERMS),
                            (partition, offset) ->
                                    termsReader.read(Topic.TERMS, partition, offset));
            terms = Optional.of(read);
            termsTrouble.over();
        } catch (BusException e) {
            termsTrouble.failed(e);
        }
    }

    private void progress(BusMessage message) {
        try {
            Progress said =
                    ProgressCodec.decode(
                            message.payload(), MarketClock.OWN.receipt(message.time()));
            if (said.part().equals(ProgressCodec.WAITING_PART)) {
                told = said.waiting();
            }
        } catch (MalformedMessage e) {
            log.debug("not progress reason={}", e.reason());
        }
    }

    private void request(BusMessage message) {
        try {
            Request request = OrderCodec.decode(message.payload());
            if (waiting.size() == WAITING_MAX) {
                waiting.remove(waiting.keySet().iterator().next());
            }
            waiting.putIfAbsent(key(request), message.time());
        } catch (MalformedMessage e) {
            log.debug("not a request reason={}", e.reason());
        }
    }

    private void execution(BusMessage message) {
        try {
            count(ExecutionCodec.decode(message.payload()), message.time());
        } catch (MalformedMessage e) {
            log.debug("not an execution reason={}", e.reason());
        }
    }

    private void count(Execution execution, Instant onBus) {
        totals.take(execution);
        Instant asked = waiting.remove(key(execution.request()));
        if (asked != null) {
            if (delays.size() == DELAYS_KEPT) {
                delays.removeFirst();
            }
            Duration took = Duration.between(asked, onBus);
            delays.addLast(took.toMillis());
            measured.accept(took);
        }
    }

    private static String key(Request request) {
        return request.account().name() + '/' + request.orderId().text();
    }

    private void publish() {
        long[] sorted = delays.stream().mapToLong(Long::longValue).sorted().toArray();
        counts =
                new Counts(
                        totals.funded(),
                        totals.filled(),
                        totals.rejected(),
                        quantile(sorted, 50),
                        quantile(sorted, 99));
    }

    private static Optional<Long> quantile(long[] sorted, int percent) {
        return sorted.length == 0
                ? Optional.empty()
                : Optional.of(sorted[(sorted.length - 1) * percent / 100]);
    }

    @Override
    public void close() {
        worker.closeNow(CLOSES_WITHIN);
        orders.close();
        executions.close();
        termsReader.close();
        progress.close();
    }
}
