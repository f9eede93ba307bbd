package lab.benchmarks.patterns;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import lab.benchmarks.measure.Benchmark;
import lab.benchmarks.measure.Latencies;
import lab.benchmarks.measure.Line;
import lab.benchmarks.measure.Size;
import lab.benchmarks.measure.Spread;
import lab.benchmarks.measure.Workspace;
import lab.domain.Pair;
import lab.lancer.index.IndexConfig;
import lab.lancer.index.PatternIndex;
import lab.lancer.pattern.Answer;
import lab.lancer.pattern.CandleClose;
import lab.lancer.pattern.Match;
import lab.lancer.pattern.PatternRules;
import lab.lancer.warm.PairCandles;
import lab.lancer.warm.WarmCandles;

/** Answers about one pair: every window looked at, beside those that Lance's index proposes. */
public final class PatternBenchmark implements Benchmark {
    private static final String NAME = "patterns";
    private static final Pair PAIR = new Pair("BTC-USD");
    private static final int QUESTIONS = 200;
    private static final int WARM_UP = 50;
    private static final int MINUTES_APART = 7;
    private static final int FIRST_MINUTE = 27_000_000;
    private static final long SEED = 7;
    private static final String EXACT = "whole answer, exact";
    private static final String INDEX = "whole answer, IVF_FLAT";
    private static final String MILLIS = "ms";

    private final InstantSource clock;

    public PatternBenchmark(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String method(Size size) {
        return ("%,d one-minute candles of a random walk, %d moments of its last day, each asked of both"
                        + " searches in turn after %d to warm up; the answer has matches, base rate"
                        + " and the percentile over 90 days of hours, whose best matches are known;"
                        + " recall is the share of the exact five that the index found")
                .formatted(size.rows(), QUESTIONS, WARM_UP);
    }

    @Override
    public List<Line> run(Size size, Workspace workspace) throws Exception {
        int count = Math.toIntExact(size.rows());
        Path folder = workspace.make(NAME);
        List<Line> lines = new ArrayList<>();
        try (PatternIndex writer = PatternIndex.rebuild(config(folder, 0), clock)) {
            writer.apply(new WarmCandles.Reading(1, walk(count), true));
            long begin = System.nanoTime();
            writer.flush();
            lines.add(seconds("write all rows, build IVF_FLAT", begin));
        }
        long begin = System.nanoTime();
        try (PatternIndex exact = PatternIndex.openToRead(config(folder, count), clock, PAIR);
                PatternIndex index = PatternIndex.openToRead(config(folder, 0), clock, PAIR)) {
            lines.add(seconds("open and load, twice", begin));
            begin = System.nanoTime();
            ask(exact, moment(count, 0));
            lines.add(seconds("first answer: best matches of 90 days", begin));
            ask(index, moment(count, 0));
            compare(exact, index, count, lines);
            lines.addAll(remembered(exact));
        }
        workspace.delete(folder);
        return lines;
    }

    private static IndexConfig config(Path folder, int windowsExactMax) {
        return new IndexConfig(
                folder, PatternRules.STANDARD, windowsExactMax, IndexConfig.CANDLES_MAX);
    }

    private static PairCandles walk(int count) {
        var random = new Random(SEED);
        List<CandleClose> candles = new ArrayList<>(count);
        double price = 40_000;
        for (int i = 0; i < count; i++) {
            price *= 1 + random.nextGaussian() * 0.0008;
            candles.add(new CandleClose(FIRST_MINUTE + i, price, true));
        }
        return new PairCandles(Map.of(PAIR, candles));
    }

    private static Instant moment(int count, int question) {
        return CandleClose.start(FIRST_MINUTE + count - question * MINUTES_APART);
    }

    private static Answer ask(PatternIndex index, Instant moment) {
        return index.answer(PAIR, moment)
                .orElseThrow(() -> new IllegalStateException("the pair is in the index"));
    }

    private static void compare(
            PatternIndex exact, PatternIndex index, int count, List<Line> lines) {
        var exactTook = new Latencies(QUESTIONS);
        var indexTook = new Latencies(QUESTIONS);
        int wanted = 0;
        int found = 0;
        for (int i = 0; i < WARM_UP + QUESTIONS; i++) {
            Instant moment = moment(count, i % QUESTIONS);
            long begin = System.nanoTime();
            Answer right = ask(exact, moment);
            long between = System.nanoTime();
            Answer proposed = ask(index, moment);
            long end = System.nanoTime();
            if (i >= WARM_UP) {
                exactTook.add(between - begin);
                indexTook.add(end - between);
                Set<Instant> ends = new HashSet<>(ends(right));
                wanted += ends.size();
                ends.retainAll(ends(proposed));
                found += ends.size();
            }
        }
        lines.addAll(exactTook.lines(NAME, EXACT, "below 5 ms"));
        lines.addAll(indexTook.lines(NAME, INDEX, ""));
        lines.add(Line.of(NAME, "recall of IVF_FLAT", Spread.of((double) found / wanted), ""));
    }

    private static Set<Instant> ends(Answer answer) {
        return answer.matches().stream().map(Match::windowEnd).collect(Collectors.toSet());
    }

    /** What is answered live, between one candle and the next. */
    private static List<Line> remembered(PatternIndex index) {
        var took = new Latencies(QUESTIONS);
        for (int i = 0; i < WARM_UP + QUESTIONS; i++) {
            long begin = System.nanoTime();
            Optional<Answer> answer = index.newest(PAIR);
            if (i >= WARM_UP && answer.isPresent()) {
                took.add(System.nanoTime() - begin);
            }
        }
        return took.lines(NAME, "whole answer, newest candle", "below 5 ms");
    }

    private static Line seconds(String what, long begin) {
        return Line.of(NAME, what, Spread.of((System.nanoTime() - begin) / 1e6), MILLIS);
    }
}
