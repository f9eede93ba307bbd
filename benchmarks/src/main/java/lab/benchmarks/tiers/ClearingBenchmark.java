package lab.benchmarks.tiers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import lab.benchmarks.measure.Benchmark;
import lab.benchmarks.measure.Latencies;
import lab.benchmarks.measure.Line;
import lab.benchmarks.measure.Size;
import lab.benchmarks.measure.Spread;
import lab.benchmarks.measure.Workspace;
import lab.domain.EventTime;
import lab.domain.clearing.Execution;
import lab.flink.sql.LabJobs;
import lab.flink.sql.cluster.LabCluster;
import lab.flink.sql.job.JobReport;
import lab.flink.sql.job.JobSettings;
import lab.flink.sql.job.TierSettings;
import lab.topics.BusConsumer;
import lab.topics.BusMessage;
import lab.topics.StartAt;
import lab.topics.Topic;
import lab.topics.codec.ExecutionCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;

/** How many orders the clearing house settles in a second, and how soon an order is answered. */
public final class ClearingBenchmark implements Benchmark {
    private static final String NAME = "clearing";
    private static final List<String> SETTLING = List.of("hot", "clearing");
    private static final List<String> LAB = List.of("hot", "warm", "cold", "clearing");
    private static final int TICKS_A_SECOND = 1_200;
    private static final int ORDERS_A_SECOND = 1_000;

    /** Of event time: so many orders are written beside each second of ticks. */
    private static final int PRELOADED_A_SECOND = 2_000;

    private static final Duration QUOTES_AFTERWARDS = Duration.ofSeconds(45);
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration ANSWERED_WITHIN = Duration.ofMinutes(1);
    private static final long MICROS_A_SECOND = 1_000_000;
    private static final long NANOS_A_MICRO = 1_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String method(Size size) {
        return ("%,d orders of %d accounts on the embedded broker, each %,d beside %,d ticks, settled"
                        + " by the shipped SQL (hot and clearing) until each execution is on the"
                        + " topic, committed in Paimon and readable in Fluss; %d runs after one to"
                        + " warm up. Then live, with all four jobs of a lab: %,d orders and %,d ticks"
                        + " a second for %d s after %d s to warm up; from the time at which the"
                        + " order's quote was due to the broker's stamp on its execution")
                .formatted(
                        size.rows(),
                        BenchOrders.ACCOUNTS,
                        PRELOADED_A_SECOND,
                        TICKS_A_SECOND,
                        size.pairsOfRuns(),
                        ORDERS_A_SECOND,
                        TICKS_A_SECOND,
                        size.latency().toSeconds(),
                        WARM_UP.toSeconds());
    }

    @Override
    public List<Line> run(Size size, Workspace workspace) throws Exception {
        try (var bench = Bench.start(workspace, NAME)) {
            List<Line> lines = new ArrayList<>(settle(bench, size));
            lines.addAll(
                    answer(bench, size.latency())
                            .lines(NAME, "quote on the bus -> execution on the bus", "< 300 ms"));
            return lines;
        }
    }

    private static List<Line> settle(Bench bench, Size size) throws Exception {
        String orders = NAME + "_orders";
        preload(bench.bus(), orders, size.rows());
        long executions = size.rows() + BenchOrders.ACCOUNTS;
        // Executions are written onto the stream that is read: each run has a stream of its own.
        List<TierRun.Cost> costs = new ArrayList<>();
        for (int i = 0; i <= size.pairsOfRuns(); i++) {
            String stream = i == 0 ? orders : orders + '_' + i;
            if (i > 0) {
                preload(bench.bus(), stream, size.rows());
            }
            var run =
                    new TierRun(
                            bench,
                            stream,
                            size.rows(),
                            SETTLING,
                            tiers -> goal(bench, tiers, executions));
            TierRun.Cost cost = run.run("run_" + i, bench.bus().settings());
            if (i > 0) {
                costs.add(cost);
            }
        }
        var rates = new Spread(costs.stream().map(TierRun.Cost::rowsPerSecond).toList());
        var cpu = new Spread(costs.stream().map(TierRun.Cost::cpuMicrosPerRow).toList());
        return List.of(
                Line.of(NAME, "orders settled", rates, "orders/s").aimingAt(">= 20,000"),
                Line.of(NAME, "orders settled, CPU", cpu, "us/order"));
    }

    private static List<TierRun.Condition> goal(Bench bench, TierSettings tiers, long executions) {
        var settled = new Settled(tiers, bench.bus(), bench.fluss().tables(), executions);
        return List.of(settled::onTopic, settled::inHot, settled::inWarm);
    }

    private static void preload(BenchBus bus, String stream, long orders) throws Exception {
        bus.makeTopics(stream);
        long begin = EventTime.toMicros(Instant.now().minus(Duration.ofHours(1)));
        long seconds = orders / PRELOADED_A_SECOND + 1 + QUOTES_AFTERWARDS.toSeconds();
        try (var producer = new BusProducer(bus.connection(), stream, ProducerConfig.DEFAULT)) {
            BenchOrders.fund(producer, begin);
            for (long i = 0; i < orders; i++) {
                long second = i / PRELOADED_A_SECOND + 1;
                long within = i % PRELOADED_A_SECOND * MICROS_A_SECOND / PRELOADED_A_SECOND;
                BenchOrders.send(producer, i, begin + second * MICROS_A_SECOND + within);
            }
            for (long i = 0; i < seconds * TICKS_A_SECOND; i++) {
                BenchTick.send(
                        producer,
                        (int) (i % BenchTick.PAIRS),
                        i,
                        begin + i * MICROS_A_SECOND / TICKS_A_SECOND);
            }
            if (!producer.flush(ANSWERED_WITHIN)) {
                throw new IllegalStateException("bus: must take all within " + ANSWERED_WITHIN);
            }
        }
    }

    private static Latencies answer(Bench bench, Duration duration) throws Exception {
        String run = NAME + "_live";
        bench.bus().makeTopics(run);
        TierSettings tiers = bench.tiers(run, run, bench.bus().settings());
        Path checkpoints = Files.createDirectories(tiers.warehouse().resolve("checkpoints"));
        Path tmp = Files.createDirectories(tiers.warehouse().resolve("tmp"));
        var settings = JobSettings.of(checkpoints, 1);
        try (var cluster = LabCluster.start(tmp, 1, OptionalInt.empty());
                var jobs =
                        LabJobs.startOnly(LAB, tiers, settings, cluster, InstantSource.system())) {
            long begin = EventTime.toMicros(Instant.now().plusSeconds(1));
            long seconds = WARM_UP.toSeconds() + duration.toSeconds();
            produce(bench.bus(), run, begin, seconds);
            long from = begin + WARM_UP.toSeconds() * MICROS_A_SECOND;
            Latencies latencies =
                    read(bench.bus(), run, from, ORDERS_A_SECOND * duration.toSeconds());
            for (JobReport report : jobs.reports()) {
                if (report.restarts() > 0) {
                    throw new IllegalStateException(
                            "job: must run without a restart, was " + report);
                }
            }
            return latencies;
        }
    }

    /** Orders and ticks by turns, each at the time at which it is due, and ticks for a while on. */
    private static void produce(BenchBus bus, String stream, long begin, long seconds)
            throws InterruptedException {
        try (var producer = new BusProducer(bus.connection(), stream, ProducerConfig.DEFAULT)) {
            BenchOrders.fund(producer, begin - MICROS_A_SECOND);
            long orders = 0;
            for (long i = 0; i < (seconds + 2) * TICKS_A_SECOND; i++) {
                long due = begin + i * MICROS_A_SECOND / TICKS_A_SECOND;
                BenchTick.awaitDue(due);
                BenchTick.send(producer, (int) (i % BenchTick.PAIRS), i, due);
                while (orders < seconds * ORDERS_A_SECOND
                        && orders * MICROS_A_SECOND / ORDERS_A_SECOND <= due - begin) {
                    BenchOrders.send(producer, orders++, due);
                }
            }
        }
    }

    /** How long after their quotes the executions came. */
    private static Latencies read(BenchBus bus, String stream, long fromMicros, long count)
            throws InterruptedException {
        var latencies = new Latencies((int) count);
        long deadline = System.nanoTime() + ANSWERED_WITHIN.toNanos();
        try (var consumer =
                new BusConsumer(
                        bus.connection(), stream, Topic.EXECUTIONS, new StartAt.Earliest())) {
            while (latencies.count() < count) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "executions: must be %,d within %s, were %,d"
                                    .formatted(count, ANSWERED_WITHIN, latencies.count()));
                }
                for (BusMessage message : consumer.poll(Duration.ofMillis(100))) {
                    add(latencies, message, fromMicros);
                }
            }
        }
        return latencies;
    }

    private static void add(Latencies latencies, BusMessage message, long fromMicros) {
        Execution execution = execution(message);
        if (execution.fill().isEmpty()) {
            if (execution.reason().isPresent()) {
                throw new IllegalStateException("order: must be filled, was " + execution);
            }
            return; // funds
        }
        long quoted = EventTime.toMicros(execution.time());
        if (EventTime.toMicros(execution.request().time()) >= fromMicros) {
            latencies.add((EventTime.toMicros(message.time()) - quoted) * NANOS_A_MICRO);
        }
    }

    private static Execution execution(BusMessage message) {
        try {
            return ExecutionCodec.decode(message.payload());
        } catch (MalformedMessage e) {
            throw new IllegalStateException("execution: must be readable", e);
        }
    }
}
