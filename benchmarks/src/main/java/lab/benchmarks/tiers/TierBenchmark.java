package lab.benchmarks.tiers;

import java.util.ArrayList;
import java.util.List;
import lab.benchmarks.generator.GeneratorTableFactory;
import lab.benchmarks.market.Load;
import lab.benchmarks.measure.Benchmark;
import lab.benchmarks.measure.Line;
import lab.benchmarks.measure.Size;
import lab.benchmarks.measure.Spread;
import lab.benchmarks.measure.Workspace;
import lab.flink.sql.job.TierSettings;

/** What the bus costs: the shipped SQL over the broker, and over a generator in its place. */
public final class TierBenchmark implements Benchmark {
    private final String name;
    private final String sinks;
    private final Jobs jobs;
    private final String aim;

    private TierBenchmark(String name, String sinks, Jobs jobs, String aim) {
        this.name = name;
        this.sinks = sinks;
        this.jobs = jobs;
        this.aim = aim;
    }

    /** All three jobs. */
    public static TierBenchmark ofAllTiers() {
        return new TierBenchmark("tiers", "all three tiers", Jobs.ALL, ">= 0.60");
    }

    /** The hot job alone. */
    public static TierBenchmark ofFluss() {
        return new TierBenchmark("hot", "Fluss", Jobs.HOT, ">= 0.60");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String method(Size size) {
        return ("the SQL files as shipped, over %,d ticks and as many trades on the embedded broker,"
                        + " and over a generator of the same rows; from the first task that runs"
                        + " until all rows are committed and readable in %s; %d runs of either in"
                        + " turn, the other first each time, after one of either to warm up; CPU is"
                        + " the whole process's, with that of broker, Fluss, compilers, collector")
                .formatted(size.rows(), sinks, size.pairsOfRuns());
    }

    @Override
    public List<Line> run(Size size, Workspace workspace) throws Exception {
        try (var bench = Bench.start(workspace, name)) {
            TierSettings.Bus broker = bench.bus().settings();
            var generator =
                    new TierSettings.Bus(
                            broker.host(),
                            broker.port(),
                            broker.username(),
                            broker.passwordFile(),
                            GeneratorTableFactory.IDENTIFIER);
            Load load = Load.ofTopic(size.rows());
            bench.bus().preload(load);
            var tiers =
                    new TierRun(
                            bench,
                            load.stream(),
                            load.rows(),
                            jobs.names(),
                            run -> goal(new Arrived(load, run, bench.fluss().tables())));
            tiers.run("broker_warm_up", broker);
            tiers.run("generator_warm_up", generator);

            List<TierRun.Cost> overBroker = new ArrayList<>();
            List<TierRun.Cost> overGenerator = new ArrayList<>();
            for (int i = 0; i < size.pairsOfRuns(); i++) {
                // Whoever comes second finds warmer compilers and a fuller heap.
                if (i % 2 == 0) {
                    overBroker.add(tiers.run("broker_" + i, broker));
                    overGenerator.add(tiers.run("generator_" + i, generator));
                } else {
                    overGenerator.add(tiers.run("generator_" + i, generator));
                    overBroker.add(tiers.run("broker_" + i, broker));
                }
            }
            return lines(overBroker, overGenerator);
        }
    }

    private List<TierRun.Condition> goal(Arrived arrived) {
        return jobs == Jobs.HOT
                ? List.of(arrived::inHot)
                : List.of(arrived::inHot, arrived::inCold, arrived::inWarm);
    }

    private List<Line> lines(List<TierRun.Cost> broker, List<TierRun.Cost> generator) {
        Line rateWithout = rate("generator", generator);
        Line cpuWithout = cpu("generator", generator);
        return List.of(
                rate("broker", broker).over(rateWithout).aimingAt(aim),
                rateWithout,
                cpu("broker", broker).over(cpuWithout),
                cpuWithout);
    }

    private Line rate(String source, List<TierRun.Cost> costs) {
        var spread = new Spread(costs.stream().map(TierRun.Cost::rowsPerSecond).toList());
        return Line.of(name, source + " -> " + sinks, spread, "rows/s");
    }

    private Line cpu(String source, List<TierRun.Cost> costs) {
        var spread = new Spread(costs.stream().map(TierRun.Cost::cpuMicrosPerRow).toList());
        return Line.of(name, source + " -> " + sinks + ", CPU", spread, "us/row");
    }
}
