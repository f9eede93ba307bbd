package lab.backtest.candles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import lab.backtest.account.AccountRun;
import lab.backtest.candles.LookAhead.Done;
import lab.backtest.candles.LookAhead.Found;
import lab.consensus.strategy.BuyAndHold;
import lab.consensus.strategy.Indicators;
import lab.consensus.strategy.Momentum;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Fill;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Settlement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LookAheadTest {
    private static final int TIMES = 10;

    /** Four hours, some minutes of them missing. */
    private static final CandleHistory HISTORY =
            Candles.twoDays()
                    .between(
                            Candles.START.plus(Duration.ofHours(9)),
                            Candles.START.plus(Duration.ofHours(13)));

    /** A rule that was given all of the past, and looks wherever it likes. */
    private record Seer(NavigableMap<Instant, Candle> all) {
        static Seer of(CandleHistory history) {
            NavigableMap<Instant, Candle> all = new TreeMap<>();
            history.of(Candles.BTC).forEach(it -> all.put(it.start(), it));
            return new Seer(all);
        }

        Optional<Candle> next(View view) {
            return Optional.ofNullable(all.get(view.time()));
        }

        double[] closes() {
            return all.values().stream().mapToDouble(LookAheadTest::close).toArray();
        }

        double mean() {
            return Arrays.stream(closes()).average().orElse(0);
        }

        double deviation() {
            double mean = mean();
            return Math.sqrt(
                    Arrays.stream(closes())
                            .map(it -> (it - mean) * (it - mean))
                            .average()
                            .orElse(0));
        }

        double meanBetween(Instant from, Instant to) {
            return all.subMap(from, true, to, true).values().stream()
                    .mapToDouble(LookAheadTest::close)
                    .average()
                    .orElse(0);
        }
    }

    /** Buys where it is true and nothing is held, sells where it is false. */
    private static Strategy rule(Predicate<View> isGood) {
        return new Rule(
                "cheat",
                view -> {
                    boolean isHolding = view.holding().isHolding();
                    boolean good = isGood.test(view);
                    return good && !isHolding
                            ? Rule.BUY
                            : !good && isHolding ? Rule.SELL : Rule.HOLD;
                });
    }

    private static LookAhead.Tried with(Function<Seer, Predicate<View>> cheat) {
        return history -> Done.of(run(history, rule(cheat.apply(Seer.of(history)))));
    }

    private static AccountRun run(CandleHistory history, Strategy strategy) {
        return new CandleBacktest(history, CandleRules.STANDARD).run(strategy);
    }

    private static double close(Candle candle) {
        return candle.close().toBigDecimal().doubleValue();
    }

    private static double now(View view) {
        return close(view.candles().getLast());
    }

    static List<Arguments> cheats() {
        return List.of(
                arguments(
                        "the next candle's close",
                        with(seer ->
                                view ->
                                        seer.next(view)
                                                .filter(it -> close(it) > now(view))
                                                .isPresent())),
                arguments(
                        "the next candle's open",
                        with(seer ->
                                view ->
                                        seer.next(view)
                                                .filter(it ->
                                                        it.open().toBigDecimal().doubleValue()
                                                                > now(view))
                                                .isPresent())),
                arguments(
                        "the next candle's high",
                        with(seer ->
                                view ->
                                        seer.next(view)
                                                .filter(it ->
                                                        it.high().toBigDecimal().doubleValue()
                                                                > now(view) + 30)
                                                .isPresent())),
                arguments(
                        "the next candle's low",
                        with(seer ->
                                view ->
                                        seer.next(view)
                                                .filter(it ->
                                                        it.low().toBigDecimal().doubleValue()
                                                                > now(view) - 30)
                                                .isPresent())),
                arguments(
                        "the next candle's volume",
                        with(seer ->
                                view ->
                                        seer.next(view)
                                                .filter(it ->
                                                        it.volume().compareTo(new BigDecimal(500))
                                                                > 0)
                                                .isPresent())),
                arguments(
                        "the price in an hour",
                        with(seer ->
                                view ->
                                        Optional.ofNullable(
                                                        seer.all()
                                                                .ceilingEntry(
                                                                        view.time()
                                                                                .plusSeconds(3600)))
                                                .filter(it -> close(it.getValue()) > now(view))
                                                .isPresent())),
                arguments(
                        "normalised by the mean of the whole span",
                        with(seer -> view -> now(view) < seer.mean())),
                arguments(
                        "normalised by mean and deviation of the whole span",
                        with(seer -> view -> (now(view) - seer.mean()) / seer.deviation() < -0.5)),
                arguments(
                        "the rank among all prices",
                        with(seer ->
                                view ->
                                        Arrays.stream(seer.closes())
                                                        .filter(it -> it < now(view))
                                                        .count()
                                                < seer.all().size() / 3)),
                arguments(
                        "the highest price of the whole span",
                        with(seer ->
                                view ->
                                        now(view)
                                                < 0.99
                                                        * Arrays.stream(seer.closes())
                                                                .max()
                                                                .orElse(0))),
                arguments(
                        "a centred moving average",
                        with(seer ->
                                view ->
                                        now(view)
                                                < seer.meanBetween(
                                                        view.time().minusSeconds(600),
                                                        view.time().plusSeconds(600)))),
                arguments(
                        "a gap filled by what comes after it",
                        with(seer ->
                                view ->
                                        Optional.ofNullable(seer.all().ceilingEntry(view.time()))
                                                .filter(it -> close(it.getValue()) > now(view))
                                                .isPresent())),
                arguments(
                        "the last price of all",
                        with(seer -> view -> now(view) < close(seer.all().lastEntry().getValue()))),
                arguments(
                        "whether there is a future",
                        with(seer ->
                                view ->
                                        seer.all().lastKey().isAfter(view.time())
                                                && now(view) > 0)),
                arguments(
                        "a smoother that runs backwards",
                        with(seer -> view -> now(view) < backwards(seer, view.time()))),
                arguments(
                        "an index that knows outcomes",
                        with(seer -> view -> outcomeOfNearest(seer, view) > 0)),
                arguments(
                        "a threshold fitted on the whole span",
                        with(seer -> {
                            double best = fitted(seer);
                            return view -> change(view) > best;
                        })),
                arguments(
                        "a fill at the lowest price of the candle that it fills in",
                        (LookAhead.Tried) history -> filledAtTheLowOf(history, 0)),
                arguments(
                        "a fill from the candle after",
                        (LookAhead.Tried) history -> filledAtTheLowOf(history, 1)),
                arguments(
                        "a decision by the close of the candle at whose open it fills",
                        (LookAhead.Tried) LookAheadTest::filledAtTheSameOpen));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cheats")
    void a_cheat_is_found(String what, LookAhead.Tried cheat) {
        assertThat(LookAhead.check(HISTORY, cheat, TIMES)).as(what).isPresent();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("columns")
    void the_guilty_column_is_named(String column, LookAhead.Tried cheat) {
        Found found = LookAhead.check(HISTORY, cheat, TIMES).orElseThrow();

        assertThat(found.columns()).contains(column);
        assertThat(found.toString()).contains("it looks at");
    }

    static List<Arguments> columns() {
        return List.of(
                arguments(
                        "volume",
                        with(seer ->
                                view ->
                                        seer.next(view)
                                                .filter(it ->
                                                        it.volume().compareTo(new BigDecimal(500))
                                                                > 0)
                                                .isPresent())),
                arguments(
                        "close",
                        with(seer ->
                                view ->
                                        seer.next(view)
                                                .filter(it -> close(it) > now(view))
                                                .isPresent())));
    }

    static List<Strategy> honest() {
        return List.of(
                new BuyAndHold(),
                new Momentum(),
                rule(view -> true),
                rule(view -> view.time().getEpochSecond() / 60 % 7 < 3),
                rule(view -> view.time().atOffset(ZoneOffset.UTC).getHour() % 2 == 0),
                above(view -> Indicators.of(view.candles()).mean(20)),
                above(view -> Indicators.of(view.candles()).exponentialMean(30)),
                above(view -> Indicators.of(view.candles()).highestBefore(15)),
                above(view -> Indicators.of(view.candles(Interval.FIVE_MINUTES)).mean(6)),
                above(view -> Indicators.of(view.candles(Interval.ONE_HOUR)).mean(2)),
                rule(view -> Indicators.of(view.candles()).relativeStrength(14).orElse(50) < 40),
                rule(view -> Indicators.of(view.candles()).convergence(12, 26).orElse(0) > 0),
                rule(view -> Indicators.of(view.candles()).trueRange(14).orElse(0) > 60),
                rule(view -> Indicators.of(view.candles()).deviation(20).orElse(0) > 70),
                rule(view -> view.candles().getLast().volume().compareTo(new BigDecimal(500)) > 0),
                rule(view ->
                        view.candles().stream().mapToDouble(LookAheadTest::close).max().orElse(0)
                                > now(view)),
                rule(view ->
                        view.holding().averageCost().doubleValue() * 1.001 > now(view)
                                || !view.holding().isHolding()),
                rule(view -> view.holding().cash().compareTo(new BigDecimal(940)) > 0),
                rule(view -> view.quote().known().isPresent() && view.candles().size() % 5 == 0),
                rule(view -> change(view) > 0));
    }

    private static Strategy above(Function<View, OptionalDouble> level) {
        return rule(view -> now(view) > level.apply(view).orElse(Double.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("honest")
    void an_honest_strategy_is_not_suspected(Strategy strategy) {
        assertThat(LookAhead.check(HISTORY, it -> Done.of(run(it, strategy)), TIMES)).isEmpty();
    }

    private static double change(View view) {
        List<Candle> candles = view.candles();
        return candles.size() < 6 ? 0 : now(view) / close(candles.get(candles.size() - 6)) - 1;
    }

    private static double backwards(Seer seer, Instant time) {
        double mean = 0;
        boolean isFirst = true;
        for (Candle candle : seer.all().descendingMap().values()) {
            mean = isFirst ? close(candle) : 0.9 * mean + 0.1 * close(candle);
            isFirst = false;
            if (!candle.end().isAfter(time)) {
                break;
            }
        }
        return mean;
    }

    /** Of the five minutes most like the newest, wherever they are, what came after them. */
    private static double outcomeOfNearest(Seer seer, View view) {
        List<Candle> all = new ArrayList<>(seer.all().values());
        double wanted = change(view);
        double nearest = Double.MAX_VALUE;
        double outcome = 0;
        for (int i = 5; i + 5 < all.size(); i++) {
            double far = Math.abs(close(all.get(i)) / close(all.get(i - 5)) - 1 - wanted);
            if (far < nearest && far > 0) {
                nearest = far;
                outcome = close(all.get(i + 5)) / close(all.get(i)) - 1;
            }
        }
        return outcome;
    }

    /** The threshold of change after which prices rose most. */
    private static double fitted(Seer seer) {
        List<Candle> all = new ArrayList<>(seer.all().values());
        double best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int step = -10; step <= 10; step++) {
            double threshold = step * 0.0004;
            double earned = 0;
            for (int i = 5; i + 1 < all.size(); i++) {
                if (close(all.get(i)) / close(all.get(i - 5)) - 1 > threshold) {
                    earned += close(all.get(i + 1)) / close(all.get(i)) - 1;
                }
            }
            if (earned > most) {
                most = earned;
                best = threshold;
            }
        }
        return best;
    }

    private static final Strategy OFTEN = rule(view -> view.time().getEpochSecond() / 60 % 4 < 2);

    /**
     * A broken clearing: fills at the lowest price of a candle so many behind the one they are in.
     */
    private static Done filledAtTheLowOf(CandleHistory history, int behind) {
        Done done = Done.of(run(history, OFTEN));
        NavigableMap<Instant, Candle> all = Seer.of(history).all();
        return new Done(
                done.requests(),
                done.settlements().stream()
                        .map(it ->
                                refilled(
                                        it,
                                        Optional.ofNullable(
                                                        all.ceilingEntry(
                                                                it.execution()
                                                                        .time()
                                                                        .plusSeconds(behind * 60L)
                                                                        .minusSeconds(30)))
                                                .map(entry -> entry.getValue().low().toBigDecimal())
                                                .orElse(BigDecimal.ONE),
                                        it.execution().time()))
                        .toList(),
                new TreeMap<>());
    }

    /**
     * A broken clearing: an order trades at the open of the candle by whose close it was decided.
     */
    private static Done filledAtTheSameOpen(CandleHistory history) {
        Done done = Done.of(run(history, OFTEN));
        return new Done(
                done.requests(),
                done.settlements().stream()
                        .map(it ->
                                refilled(
                                        it,
                                        BigDecimal.TEN,
                                        it.execution().request().time().minusSeconds(59)))
                        .toList(),
                new TreeMap<>());
    }

    private static Settlement refilled(Settlement settlement, BigDecimal price, Instant time) {
        Execution was = settlement.execution();
        if (!(was.request() instanceof OrderRequest) || was.fill().isEmpty()) {
            return settlement;
        }
        Fill fill = was.fill().get();
        return new Settlement(
                new Execution(
                        was.request(),
                        was.number(),
                        was.status(),
                        was.reason(),
                        time,
                        was.quote(),
                        Optional.of(new Fill(price, fill.notional(), fill.fee())),
                        was.cash(),
                        was.position(),
                        was.terms()),
                settlement.transfers());
    }
}
