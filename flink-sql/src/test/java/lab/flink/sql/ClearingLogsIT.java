package lab.flink.sql;

import static lab.flink.sql.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lab.domain.Account;
import lab.domain.Asset;
import lab.domain.EventTime;
import lab.domain.OrderId;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Tick;
import lab.domain.clearing.Closing;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.Execution;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Remarks;
import lab.domain.clearing.Request;
import lab.domain.clearing.house.ClearingHouse;
import lab.flink.sql.job.JobReport;
import lab.topics.Bus;
import lab.topics.BusMessage;
import lab.topics.BusReader;
import lab.topics.Partitioner;
import lab.topics.Topic;
import lab.topics.codec.ClosingCodec;
import lab.topics.codec.ExecutionCodec;
import lab.topics.codec.OrderCodec;
import lab.topics.codec.TickCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clearing house as a job depends on what stands on the bus alone: not on which log it reads
 * faster, not on a writer that stalls, not on restarts and parallelism. What it says is what the
 * model says that is given the same logs, one after the other.
 */
class ClearingLogsIT {
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final Duration STALL = Duration.ofSeconds(8);
    private static final List<String> ACCOUNTS = List.of("ann", "bob", "cyd", "dan");

    /** In all three partitions, some in one. */
    private static final List<Pair> PAIRS =
            List.of(
                    new Pair("BTC-USD"),
                    new Pair("ETH-USD"),
                    new Pair("SOL-USD"),
                    new Pair("ADA-USD"),
                    new Pair("XRP-USD"));

    private static final Pair SILENT = new Pair("DOGE-USD");

    private static final List<String> JOBS = List.of("clearing");

    @TempDir private Path folder;
    private int sequence;

    /** Read by two tasks, with the last ticks on the bus before the first request is read. */
    @Test
    void a_tick_twelve_hours_later_makes_no_request_late_that_came_before_it() throws Exception {
        try (var lab = TestLab.start(folder)) {
            fund(lab.bus());
            int orders = 1_500;
            for (int i = 0; i < orders; i++) {
                Pair pair = PAIRS.get(i % PAIRS.size());
                order(lab.bus(), ACCOUNTS.get(i % ACCOUNTS.size()), i, pair, i * 2);
                for (Pair each : PAIRS) {
                    tick(lab.bus(), each, i * 2 + 1);
                }
                if (i % 500 == 499) {
                    lab.bus().flush();
                }
            }
            for (Pair pair : PAIRS) {
                tick(lab.bus(), pair, 12 * 3_600);
            }
            // Now hours behind what the bus has: too late.
            order(lab.bus(), "ann", orders, PAIRS.getFirst(), 0);
            lab.bus().flush();
            try (var running = lab.run(JOBS, 2)) {
                awaitExecutions(lab, running, orders + 1 + ACCOUNTS.size());
                Map<String, String> found = executions(lab);
                assertThat(found).isEqualTo(model(lab));
                assertThat(counts(found))
                        .isEqualTo(Map.of("FUNDED", 4L, "FILLED", 1_500L, "TOO_LATE", 1L));
                assertThat(running.jobs().reports()).allMatch(JobReport::isRunning);
            }
        }
    }

    /** Orders first; then one pair after the other, with a stall and a crash between two. */
    @Test
    void a_client_that_writes_pair_by_pair_and_stalls_costs_no_fill() throws Exception {
        try (var lab = TestLab.start(folder)) {
            TestLab.Running running = lab.run(JOBS, 3);
            try {
                fund(lab.bus());
                int orders = 100;
                for (int i = 0; i < orders; i++) {
                    Pair pair = PAIRS.get(i % PAIRS.size());
                    order(lab.bus(), ACCOUNTS.get(i % ACCOUNTS.size()), i, pair, i * 10);
                }
                order(lab.bus(), "ann", orders, SILENT, 30);
                order(lab.bus(), "bob", orders + 1, PAIRS.getFirst(), 20 * 3_600);
                lab.bus().flush();
                for (Pair pair : PAIRS) {
                    for (int second = 0; second <= 1_200; second += 5) {
                        tick(lab.bus(), pair, second + 1);
                    }
                    lab.bus().flush();
                    if (pair.equals(PAIRS.get(1))) {
                        stall();
                        running.kill();
                        running = lab.run(JOBS, 4);
                    } else if (pair.equals(PAIRS.get(3))) {
                        running.kill();
                        running = lab.run(JOBS, 1);
                        stall();
                    }
                }
                awaitExecutions(lab, running, orders + 1 + ACCOUNTS.size());
                Map<String, String> found = executions(lab);
                assertThat(counts(found))
                        .isEqualTo(Map.of("FUNDED", 4L, "FILLED", 100L, "NO_QUOTE", 1L));
                assertThat(found).isEqualTo(model(lab)).doesNotContainKey("bob/101");
            } finally {
                running.close();
            }
        }
    }

    private static void stall() throws Exception {
        long begin = System.nanoTime();
        eventually(
                SOON, () -> assertThat(System.nanoTime() - begin).isGreaterThan(STALL.toNanos()));
    }

    private static void awaitExecutions(TestLab lab, TestLab.Running running, int count)
            throws Exception {
        eventually(
                SOON,
                () ->
                        assertThat(executions(lab))
                                .as(() ->
                                        running.jobs().reports().stream()
                                                .flatMap(report -> report.failure().stream())
                                                .toList()
                                                .toString())
                                .hasSizeGreaterThanOrEqualTo(count));
    }

    private void fund(TestBus bus) throws Exception {
        for (String account : ACCOUNTS) {
            send(
                    bus,
                    new FundRequest(
                            new OrderId("fund"),
                            new Account(account),
                            NOON,
                            new Asset("USD"),
                            new BigDecimal(1_000_000)));
        }
    }

    private static void order(TestBus bus, String account, int number, Pair pair, int second)
            throws Exception {
        send(
                bus,
                new OrderRequest(
                        new OrderId(Integer.toString(number)),
                        new Account(account),
                        NOON.plusSeconds(second),
                        pair,
                        "BUY",
                        BigDecimal.ONE,
                        Remarks.NONE));
    }

    private static void send(TestBus bus, Request request) throws Exception {
        bus.send(Topic.ORDERS, request.account().name(), OrderCodec.encode(request));
    }

    private void tick(TestBus bus, Pair pair, int second) throws Exception {
        sequence++;
        bus.send(
                new Tick(
                        pair,
                        sequence,
                        Price.of("100"),
                        Price.of("100"),
                        Price.of("101"),
                        BigDecimal.ONE,
                        NOON.plusSeconds(second),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "test"));
    }

    /** By account and order. */
    private static Map<String, String> executions(TestLab lab) throws Exception {
        Map<String, String> found = new TreeMap<>();
        for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
            for (BusMessage message : messages(lab, Topic.EXECUTIONS, partition)) {
                Execution execution = ExecutionCodec.decode(message.payload());
                String word = word(execution);
                String before = found.put(key(execution), word);
                assertThat(before == null || before.equals(word))
                        .as("%s: %s, then %s", key(execution), before, word)
                        .isTrue();
            }
        }
        return found;
    }

    /** What the logs come to, read one after the other. */
    private static Map<String, String> model(TestLab lab) throws Exception {
        Map<String, String> expected = new TreeMap<>();
        var house =
                new ClearingHouse(
                        DatedTerms.STANDARD,
                        pair -> Partitioner.partition(pair.name(), Bus.PARTITIONS),
                        settlement ->
                                expected.put(
                                        key(settlement.execution()), word(settlement.execution())));
        for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
            List<Closing.Decision> decisions = decisions(lab, partition);
            for (BusMessage message : messages(lab, Topic.PRICES, partition)) {
                while (!decisions.isEmpty() && decisions.getFirst().offset() <= message.offset()) {
                    house.decided(partition, decisions.removeFirst());
                }
                house.tick(TickCodec.decode(message.payload(), message.time()), message.time());
            }
            for (Closing.Decision decision : decisions) {
                house.decided(partition, decision);
            }
        }
        for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
            Instant stamp = Instant.EPOCH;
            for (BusMessage message : messages(lab, Topic.ORDERS, partition)) {
                stamp = message.time().isAfter(stamp) ? message.time() : stamp;
                house.request(OrderCodec.decode(message.payload()), stamp);
            }
        }
        return expected;
    }

    /** Those that count: of the writer that had taken the partition over last. */
    private static List<Closing.Decision> decisions(TestLab lab, int partition) throws Exception {
        List<Closing.Decision> decisions = new ArrayList<>();
        for (int log = 0; log < Bus.PARTITIONS; log++) {
            String owner = "";
            for (BusMessage message : messages(lab, Topic.CLOSINGS, log)) {
                Closing closing = ClosingCodec.decode(message.payload());
                if (closing.partition() == partition) {
                    if (closing.decision().isEmpty()) {
                        owner = closing.writer();
                    } else if (closing.writer().equals(owner)) {
                        decisions.add(closing.decision().get());
                    }
                }
            }
        }
        return decisions;
    }

    private static List<BusMessage> messages(TestLab lab, Topic topic, int partition)
            throws Exception {
        List<BusMessage> all = new ArrayList<>();
        try (var reader = new BusReader(lab.bus().connection(), TestBus.STREAM)) {
            List<BusMessage> read = reader.read(topic, partition, 0);
            while (!read.isEmpty()) {
                all.addAll(read);
                read = reader.read(topic, partition, read.getLast().offset() + 1);
            }
        }
        return all;
    }

    private static String key(Execution execution) {
        return execution.request().account() + "/" + execution.request().orderId();
    }

    private static String word(Execution execution) {
        return execution.reason().map(Enum::name).orElse(execution.status().name())
                + execution.quote().map(quote -> " #" + quote.sequence()).orElse("")
                + " at "
                + EventTime.format(execution.time());
    }

    private static Map<String, Long> counts(Map<String, String> executions) {
        return executions.values().stream()
                .collect(
                        Collectors.groupingBy(
                                word -> word.substring(0, word.indexOf(' ')),
                                Collectors.counting()));
    }
}
