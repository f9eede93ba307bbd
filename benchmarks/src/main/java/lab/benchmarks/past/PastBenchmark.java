package lab.benchmarks.past;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lab.backtest.recorded.RecordedBacktest;
import lab.backtest.recorded.RecordedPast;
import lab.benchmarks.measure.Benchmark;
import lab.benchmarks.measure.Line;
import lab.benchmarks.measure.RecordedFiles;
import lab.benchmarks.measure.Size;
import lab.benchmarks.measure.Spread;
import lab.benchmarks.measure.Workspace;
import lab.consensus.core.DeskRules;
import lab.consensus.strategy.Strategies;
import lab.consensus.strategy.Strategy;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.past.CommentaryChoice;
import lab.launcher.past.PastServices;
import lab.launcher.past.PastSignals;

/** The recorded past run again by one thread, beside reading it alone. */
public final class PastBenchmark implements Benchmark {
    private static final String NAME = "past";
    private static final String EVENTS = "messages/s";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String method(Size size) {
        return ("%,d ticks and as many trades of %d pairs, %d ms apart, with heartbeats, in files"
                        + " of %,d rows; read alone, and run through desk and clearing house with the"
                        + " strategies that read no service, in turn, by one thread, after one run of"
                        + " each to warm up; then with all strategies, on all cores, the pattern"
                        + " searches for them apart")
                .formatted(
                        size.rows(),
                        RecordedMinutes.PAIRS.size(),
                        RecordedMinutes.MILLIS_APART,
                        RecordedFiles.ROWS_A_FILE);
    }

    @Override
    public List<Line> run(Size size, Workspace workspace) throws Exception {
        Path folder = workspace.make(NAME);
        RecordedMinutes.write(folder, size.rows());
        var past = new RecordedPast(RecordedMinutes.tables(folder), DeskRules.STANDARD);
        List<Strategy> strategies =
                Strategies.all().stream().filter(it -> it.reads().isEmpty()).toList();
        List<Double> scans = new ArrayList<>();
        List<Double> runs = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        for (int i = 0; i <= size.pairsOfRuns(); i++) {
            long begin = System.nanoTime();
            long messages = past.scan();
            long between = System.nanoTime();
            long cpuBefore = cpuNanos();
            long settled = settled(past, strategies);
            long cpuAfter = cpuNanos();
            long end = System.nanoTime();
            if (settled == 0) {
                throw new IllegalStateException("run: must trade, did not");
            }
            if (i > 0) {
                scans.add(messages * 1e9 / (between - begin));
                runs.add(messages * 1e9 / (end - between));
                cpu.add(messages * 1e9 / (cpuAfter - cpuBefore));
            }
        }
        Line scan = Line.of(NAME, "read alone", spread(scans), EVENTS);
        List<Line> lines = new ArrayList<>();
        lines.addAll(
                List.of(
                        scan,
                        Line.of(NAME, "run again", spread(runs), EVENTS).over(scan),
                        Line.of(NAME, "run again, a second of CPU", spread(cpu), EVENTS)
                                .aimingAt("at least 500,000")));
        lines.addAll(withServices(folder, past.scan(), size, scan));
        workspace.delete(folder);
        return lines;
    }

    /** All strategies, told what the services would have said. */
    private static List<Line> withServices(Path folder, long messages, Size size, Line scan)
            throws IOException, LabException {
        List<Double> all = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        List<Double> searches = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        var backtest = new RecordedBacktest(RecordedMinutes.tables(folder), DeskRules.STANDARD);
        RecordedBacktest.Known known =
                backtest.known(
                        new RecordedBacktest.Span(Set.of(), Optional.empty(), Optional.empty()));
        try (var services =
                new PastServices(
                        new DataDir(folder.resolve("data")),
                        Map.of(),
                        CommentaryChoice.RULES,
                        PastServices.Older.NONE)) {
            for (int i = 0; i <= size.pairsOfRuns(); i++) {
                PastSignals signals = services.signals();
                long begin = System.nanoTime();
                long cpuBefore = cpuNanos();
                backtest.run(Strategies.all(), known, signals);
                long cpuTaken = cpuNanos() - cpuBefore;
                long taken = System.nanoTime() - begin;
                long searched = signals.took().toNanos();
                if (i > 0) {
                    all.add(messages * 1e9 / taken);
                    cpu.add(messages * 1e9 / (cpuTaken - searched));
                    searches.add(signals.searches() * 1e9 / searched);
                    shares.add(100.0 * searched / cpuTaken);
                }
            }
        }
        return List.of(
                Line.of(NAME, "all strategies", spread(all), EVENTS).over(scan),
                Line.of(
                        NAME,
                        "all strategies but their searches, a second of CPU",
                        spread(cpu),
                        EVENTS),
                Line.of(NAME, "pattern searches, a second of CPU", spread(searches), "searches/s"),
                Line.of(NAME, "pattern searches", spread(shares), "% of the CPU"));
    }

    private static long settled(RecordedPast past, List<Strategy> strategies) throws IOException {
        long[] settled = {0};
        past.run(strategies, _ -> settled[0]++);
        return settled[0];
    }

    /** Of the whole process: the garbage of a run is collected by other threads. */
    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static Spread spread(List<Double> values) {
        return Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
