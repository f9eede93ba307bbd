package lab.analyst.facts;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lab.domain.Candle;
import lab.domain.Pair;

/**
 * Makes facts of closed one-minute candles.
 *
 * <p>At a moment M only candles count whose minute had ended ten seconds before M: those were final
 * at M whatever came later. Anything else that is handed in is ignored, so that a caller cannot
 * make a commentary look ahead.
 */
public final class MarketFacts {
    /** How long after its end a candle is final. */
    public static final Duration FINAL_AFTER = Duration.ofSeconds(10);

    /** How far back candles are looked at. */
    public static final Duration HISTORY = Duration.ofMinutes(90);

    /** A pair that nobody has traded for longer has no price. */
    static final Duration QUIET_MAX = Duration.ofMinutes(5);

    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final int MEAN_WINDOWS = 4;
    private static final BigDecimal FLAT_PCT = new BigDecimal("0.05");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final int PERCENT_PLACES = 3;
    private static final int RATIO_PLACES = 2;
    private static final MathContext PRECISION = MathContext.DECIMAL64;

    private final Pair pair;
    private final Instant time;

    /** Oldest first, final at that time, of that pair. */
    private final List<Candle> candles;

    private final Candle newest;

    private MarketFacts(Pair pair, Instant time, List<Candle> candles) {
        this.pair = pair;
        this.time = time;
        this.candles = candles;
        this.newest = candles.getLast();
    }

    /** What is known at that moment; nothing if the pair was not traded lately. */
    public static Optional<FactSheet> at(
            Pair pair, Instant time, List<Candle> candles, Optional<Patterns> patterns) {
        List<Candle> known = known(pair, time, candles);
        if (known.isEmpty() || known.getLast().end().isBefore(oldest(time))) {
            return Optional.empty();
        }
        return Optional.of(new MarketFacts(pair, time, known).sheet(patterns));
    }

    /** The candles of a pair that were final at a moment, oldest first. */
    public static List<Candle> known(Pair pair, Instant time, List<Candle> candles) {
        Instant until = time.minus(FINAL_AFTER);
        Instant from = time.minus(HISTORY);
        return candles.stream()
                .filter(candle -> candle.pair().equals(pair))
                .filter(candle -> !candle.end().isAfter(until) && !candle.start().isBefore(from))
                .sorted(Comparator.comparing(Candle::start))
                .toList();
    }

    private static Instant oldest(Instant time) {
        return time.minus(FINAL_AFTER).minus(QUIET_MAX);
    }

    private FactSheet sheet(Optional<Patterns> patterns) {
        List<Candle> window = between(newest.end().minus(WINDOW), newest.end());
        Trend trend = trend(window);
        List<Fact> facts = new ArrayList<>();
        addPrices(trend, facts);
        addVolume(window, facts);
        patterns.ifPresent(found -> PatternFacts.addTo(facts, found));
        return new FactSheet(
                pair,
                time,
                newest.end(),
                facts,
                trend,
                patterns.flatMap(found -> found.matches().stream().findFirst()));
    }

    private Trend trend(List<Candle> window) {
        BigDecimal now = newest.close().toBigDecimal();
        Optional<BigDecimal> before = before();
        Optional<BigDecimal> change = before.map(then -> percent(now.subtract(then), then));
        return new Trend(
                plain(now),
                before.map(MarketFacts::plain),
                change,
                plain(
                        window.stream()
                                .map(Candle::high)
                                .max(Comparator.naturalOrder())
                                .orElseThrow()
                                .toBigDecimal()),
                plain(
                        window.stream()
                                .map(Candle::low)
                                .min(Comparator.naturalOrder())
                                .orElseThrow()
                                .toBigDecimal()),
                volatility(window),
                change.map(MarketFacts::direction).orElse("unknown"));
    }

    private void addPrices(Trend trend, List<Fact> facts) {
        facts.add(Fact.number("price", "price now", trend.current(), Unit.PRICE));
        trend.price15mAgo()
                .ifPresent(then ->
                        facts.add(
                                Fact.number(
                                        "price_15m_ago",
                                        "price 15 minutes ago",
                                        then,
                                        Unit.PRICE)));
        trend.changePct()
                .ifPresent(change ->
                        facts.add(
                                Fact.number(
                                        "change_15m",
                                        "change of the price in 15 minutes",
                                        change,
                                        Unit.PERCENT)));
        facts.add(Fact.word("trend", "direction of the price in 15 minutes", trend.direction()));
        facts.add(
                Fact.number(
                        "high_15m", "highest price in 15 minutes", trend.high15m(), Unit.PRICE));
        facts.add(Fact.number("low_15m", "lowest price in 15 minutes", trend.low15m(), Unit.PRICE));
        facts.add(
                Fact.number(
                        "range_15m",
                        "highest less lowest price in 15 minutes, of the price now",
                        percent(trend.high15m().subtract(trend.low15m()), trend.current()),
                        Unit.PERCENT));
        facts.add(
                Fact.number(
                        "volatility_15m",
                        "standard deviation of the minutes' closes in 15 minutes, of their mean",
                        trend.volatilityPct(),
                        Unit.PERCENT));
        facts.add(
                Fact.number(
                        "window",
                        "minutes that the facts look back",
                        WINDOW.toMinutes(),
                        Unit.MINUTES));
    }

    private void addVolume(List<Candle> window, List<Fact> facts) {
        BigDecimal volume = volume(window);
        facts.add(
                Fact.number(
                        "volume_15m",
                        "amount traded in 15 minutes",
                        short4(volume),
                        Unit.QUANTITY));
        facts.add(
                Fact.number(
                        "minutes_traded",
                        "minutes with a trade, of the last 15",
                        window.size(),
                        Unit.COUNT));
        Optional<BigDecimal> mean = meanVolume();
        if (mean.isPresent()) {
            facts.add(
                    Fact.number(
                            "volume_mean",
                            "mean amount traded in 15 minutes, over the hour before",
                            short4(mean.get()),
                            Unit.QUANTITY));
            facts.add(
                    Fact.number(
                            "volume_ratio",
                            "amount traded in 15 minutes, by that mean",
                            volume.divide(mean.get(), PRECISION)
                                    .setScale(RATIO_PLACES, RoundingMode.HALF_EVEN),
                            Unit.RATIO));
        }
    }

    /** The price 15 minutes before the newest. */
    private Optional<BigDecimal> before() {
        Instant then = newest.end().minus(WINDOW);
        return candles.stream()
                .filter(candle -> !candle.end().isAfter(then))
                .filter(candle -> !candle.end().isBefore(then.minus(QUIET_MAX)))
                .reduce((older, newer) -> newer)
                .map(candle -> candle.close().toBigDecimal())
                .filter(price -> price.signum() > 0);
    }

    /** Of the windows before this one in which anything was traded. */
    private Optional<BigDecimal> meanVolume() {
        BigDecimal sum = BigDecimal.ZERO;
        int count = 0;
        Instant end = newest.end().minus(WINDOW);
        for (int i = 0; i < MEAN_WINDOWS; i++) {
            List<Candle> earlier = between(end.minus(WINDOW), end);
            sum = sum.add(volume(earlier));
            count += earlier.isEmpty() ? 0 : 1;
            end = end.minus(WINDOW);
        }
        return sum.signum() == 0
                ? Optional.empty()
                : Optional.of(sum.divide(BigDecimal.valueOf(count), PRECISION));
    }

    private List<Candle> between(Instant from, Instant until) {
        return candles.stream()
                .filter(candle -> candle.end().isAfter(from) && !candle.end().isAfter(until))
                .toList();
    }

    private static BigDecimal volume(List<Candle> candles) {
        return candles.stream().map(Candle::volume).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal volatility(List<Candle> window) {
        List<BigDecimal> closes =
                window.stream().map(candle -> candle.close().toBigDecimal()).toList();
        BigDecimal mean = Statistics.mean(closes);
        return percent(Statistics.deviation(closes, mean), mean);
    }

    private static String direction(BigDecimal change) {
        if (change.abs().compareTo(FLAT_PCT) <= 0) {
            return "flat";
        }
        return change.signum() > 0 ? "up" : "down";
    }

    private static BigDecimal percent(BigDecimal part, BigDecimal whole) {
        return whole.signum() == 0
                ? BigDecimal.ZERO
                : plain(
                        part.multiply(HUNDRED)
                                .divide(whole, PRECISION)
                                .setScale(PERCENT_PLACES, RoundingMode.HALF_EVEN));
    }

    private static BigDecimal plain(BigDecimal value) {
        return new BigDecimal(Fact.plain(value));
    }

    /** Amounts need no more than four places, unless they are smaller than one. */
    private static BigDecimal short4(BigDecimal value) {
        return value.compareTo(BigDecimal.ONE) < 0
                ? value.setScale(8, RoundingMode.HALF_EVEN)
                : value.setScale(4, RoundingMode.HALF_EVEN);
    }
}
