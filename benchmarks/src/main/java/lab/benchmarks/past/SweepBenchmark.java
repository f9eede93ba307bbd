package lab.benchmarks.past;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import lab.backtest.RecordedReport;
import lab.backtest.candles.CandleHistory;
import lab.backtest.candles.CandleRules;
import lab.backtest.recorded.RecordedBacktest;
import lab.backtest.report.Performance;
import lab.backtest.signals.SignalsOfThen;
import lab.backtest.sweep.CandlePast;
import lab.backtest.sweep.RecordedSpan;
import lab.backtest.sweep.TriedPast;
import lab.benchmarks.measure.Benchmark;
import lab.benchmarks.measure.Line;
import lab.benchmarks.measure.Size;
import lab.benchmarks.measure.Spread;
import lab.benchmarks.measure.Workspace;
import lab.consensus.core.DeskRules;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Price;

/** What a sweep of a hundred settings costs beside a single run, beyond reading the data once. */
public final class SweepBenchmark implements Benchmark {
    private static final String NAME = "sweep";
    private static final String SECONDS = "s";
    private static final int SETTINGS = 100;
    private static final int MINUTES = 10_000;
    private static final int PART = 4;
    private static final long SEED = 7;
    private static final Instant BEGIN = Instant.parse("2026-03-02T00:00:00Z");
    private static final BigDecimal VOLUME = new BigDecimal("1.00000000");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String method(Size size) {
        return ("%d settings of a rule over %,d candles, and over %,d recorded ticks and as many trades; beside"
                        + " one setting, in turn, after one of each to warm up. Candles are in memory; what was recorded"
                        + " is read in either run, in a thread of its own")
                .formatted(SETTINGS, MINUTES, size.rows() / PART);
    }

    /** Goes with the last minutes. */
    private record Follower(int minutes) implements Strategy {
        @Override
        public String name() {
            return "follower";
        }

        @Override
        public String version() {
            return "follower " + minutes;
        }

        @Override
        public Set<Reads> reads() {
            return Set.of();
        }

        @Override
        public Decision decide(View view) {
            List<Candle> candles = view.candles();
            if (candles.size() <= minutes) {
                return new Decision.Hold("too few candles");
            }
            boolean isUp =
                    candles.getLast()
                                    .close()
                                    .compareTo(candles.get(candles.size() - 1 - minutes).close())
                            > 0;
            return view.holding().isHolding()
                    ? isUp ? new Decision.Hold("up") : new Decision.Sell("down")
                    : isUp ? new Decision.Buy("up") : new Decision.Hold("down");
        }
    }

    @Override
    public List<Line> run(Size size, Workspace workspace) throws Exception {
        List<Line> lines = new ArrayList<>();
        var candles = new CandlePast(candles(), CandleRules.STANDARD, "made up");
        lines.addAll(compared("candles", candles, size));
        Path folder = workspace.make(NAME);
        RecordedMinutes.write(folder, size.rows() / PART);
        var backtest = new RecordedBacktest(RecordedMinutes.tables(folder), DeskRules.STANDARD);
        var recorded =
                new RecordedSpan(
                        backtest,
                        new RecordedReport(
                                backtest, DeskRules.STANDARD, "made up", Optional.empty()),
                        backtest.known(
                                new RecordedBacktest.Span(
                                        Set.of(), Optional.empty(), Optional.empty())),
                        () -> SignalsOfThen.NOBODY);
        lines.addAll(compared("recorded", recorded, size));
        workspace.delete(folder);
        return lines;
    }

    private static List<Line> compared(String what, TriedPast past, Size size) throws IOException {
        int cores = Runtime.getRuntime().availableProcessors();
        List<Double> ones = new ArrayList<>();
        List<Double> sweeps = new ArrayList<>();
        for (int i = 0; i <= size.pairsOfRuns(); i++) {
            double one = seconds(past, 1);
            double sweep = seconds(past, SETTINGS);
            if (i > 0) {
                ones.add(one * SETTINGS / cores);
                sweeps.add(sweep);
            }
        }
        Line alone =
                Line.of(
                        NAME,
                        "%s: one setting, times %d by %d cores".formatted(what, SETTINGS, cores),
                        spread(ones),
                        SECONDS);
        return List.of(
                alone,
                Line.of(NAME, "%s: %d settings".formatted(what, SETTINGS), spread(sweeps), SECONDS)
                        .over(alone)
                        .aimingAt("at most 1.2"));
    }

    private static double seconds(TriedPast past, int settings) throws IOException {
        List<Strategy> strategies = new ArrayList<>();
        for (int i = 0; i < settings; i++) {
            strategies.add(new Follower(3 + i));
        }
        long begin = System.nanoTime();
        var _ =
                past.run(
                        strategies,
                        (_, run) -> {
                            if (Performance.of(run, past.start()).decisions() == 0) {
                                throw new IllegalStateException("run: must decide, did not");
                            }
                        });
        return (System.nanoTime() - begin) / 1e9;
    }

    private static Spread spread(List<Double> values) {
        return Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static CandleHistory candles() {
        var random = new Random(SEED);
        List<Candle> candles = new ArrayList<>();
        long cents = 4_000_000;
        for (int i = 0; i < MINUTES; i++) {
            long close = Math.max(1_000_000, cents + random.nextInt(4_001) - 2_000);
            var price = new Price(close * 1_000_000);
            var open = new Price(cents * 1_000_000);
            candles.add(
                    new Candle(
                            new Pair("BTC-USD"),
                            Interval.ONE_MINUTE,
                            BEGIN.plusSeconds(60L * i),
                            open,
                            open.compareTo(price) > 0 ? open : price,
                            open.compareTo(price) > 0 ? price : open,
                            price,
                            VOLUME,
                            VOLUME.multiply(price.toBigDecimal()),
                            price.toBigDecimal(),
                            1));
            cents = close;
        }
        return CandleHistory.of(candles);
    }
}
