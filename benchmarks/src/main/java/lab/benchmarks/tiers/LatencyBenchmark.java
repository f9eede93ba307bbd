package lab.benchmarks.tiers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import lab.benchmarks.measure.Benchmark;
import lab.benchmarks.measure.Latencies;
import lab.benchmarks.measure.Line;
import lab.benchmarks.measure.Size;
import lab.benchmarks.measure.Workspace;
import lab.domain.EventTime;
import lab.flink.sql.LabJobs;
import lab.flink.sql.cluster.LabCluster;
import lab.flink.sql.job.JobReport;
import lab.flink.sql.job.JobSettings;
import lab.flink.sql.job.TierSettings;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;

/** How soon a tick that is put on the bus can be read in Fluss: hot alone, then all three jobs. */
public final class LatencyBenchmark implements Benchmark {
    private static final String NAME = "latency";
    private static final int TICKS_A_SECOND = 5_000;
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration ALL_READ_WITHIN = Duration.ofSeconds(20);
    private static final long MICROS_A_SECOND = 1_000_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String method(Size size) {
        return ("%,d ticks a second are sent for %d s after %d s to warm up, each stamped with the"
                        + " time at which it was due; a Fluss log scanner in this JVM notes when it"
                        + " sees the row, while the hot job runs alone, and then all three as in a lab")
                .formatted(TICKS_A_SECOND, size.latency().toSeconds(), WARM_UP.toSeconds());
    }

    @Override
    public List<Line> run(Size size, Workspace workspace) throws Exception {
        try (var bench = Bench.start(workspace, NAME)) {
            List<Line> lines = new ArrayList<>();
            for (Jobs jobs : Jobs.values()) {
                String run = NAME + '_' + jobs.name().toLowerCase(Locale.ROOT);
                Latencies latencies = measure(bench, run, jobs, size.latency());
                lines.addAll(
                        latencies.lines(
                                NAME, "tick on the bus -> read in Fluss, " + jobs, "< 250 ms"));
            }
            return lines;
        }
    }

    private static Latencies measure(Bench bench, String run, Jobs wanted, Duration duration)
            throws Exception {
        bench.bus().makeTopics(run);
        TierSettings tiers = bench.tiers(run, run, bench.bus().settings());
        Path checkpoints = Files.createDirectories(tiers.warehouse().resolve("checkpoints"));
        Path tmp = Files.createDirectories(tiers.warehouse().resolve("tmp"));
        var settings = JobSettings.of(checkpoints, 1);
        try (var cluster = LabCluster.start(tmp, 1, OptionalInt.empty());
                var jobs =
                        LabJobs.startOnly(
                                wanted.names(), tiers, settings, cluster, InstantSource.system())) {
            Latencies latencies = measure(bench, tiers, duration);
            for (JobReport report : jobs.reports()) {
                if (report.restarts() > 0) {
                    throw new IllegalStateException(
                            "job: must run without a restart, was " + report);
                }
            }
            return latencies;
        }
    }

    private static Latencies measure(Bench bench, TierSettings tiers, Duration duration)
            throws Exception {
        Instant begin = Instant.now().plusSeconds(1);
        long from = EventTime.toMicros(begin.plus(WARM_UP));
        long ticks = TICKS_A_SECOND * (WARM_UP.toSeconds() + duration.toSeconds());
        long measured = TICKS_A_SECOND * duration.toSeconds();
        try (var reader = TickReader.open(tiers);
                var producer =
                        new BusProducer(
                                bench.bus().connection(), tiers.stream(), ProducerConfig.DEFAULT)) {
            CompletableFuture<Latencies> read =
                    CompletableFuture.supplyAsync(
                            () -> reader.read(from, measured),
                            task -> Thread.ofPlatform().daemon().name("tick-reader").start(task));
            produce(producer, EventTime.toMicros(begin), ticks);
            return read.get(ALL_READ_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void produce(BusProducer producer, long begin, long ticks)
            throws InterruptedException {
        for (long i = 0; i < ticks; i++) {
            long due = begin + i * MICROS_A_SECOND / TICKS_A_SECOND;
            BenchTick.awaitDue(due);
            BenchTick.send(producer, (int) (i % BenchTick.PAIRS), i, due);
        }
    }
}
