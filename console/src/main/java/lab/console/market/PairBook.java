package lab.console.market;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import lab.domain.Pair;
import lab.domain.Price;

/**
 * All that is known of one pair.
 *
 * <p>A minute may be known twice: from trades as they came, and from where finished candles are
 * kept. Both are made of the same trades, so the one made of more knows more.
 */
final class PairBook {
    static final int CANDLES_MAX = 24 * 60;

    /** As the rule of candles has it: what comes later than this after its minute corrects none. */
    private static final Duration CORRECTABLE = Duration.ofHours(1).plusSeconds(10);

    private static final int PLACES_MIN = 2;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final Pair pair;
    private final TradeIds ids = new TradeIds();
    private final NavigableMap<Instant, MinuteCandle> live = new TreeMap<>();
    private final NavigableMap<Instant, CandleRow> history = new TreeMap<>();
    private final Map<Instant, Long> changed = new HashMap<>();

    /** The newest time that the pair's trades have shown. */
    private Instant seen = Instant.MIN;

    private Optional<MarketTick> tick = Optional.empty();
    private Price price = new Price(0);
    private Instant priceTime = Instant.MIN;
    private int places = PLACES_MIN;
    private long priceVersion;

    PairBook(Pair pair) {
        this.pair = pair;
    }

    /** Takes a trade; false if it changed nothing: a repeat, or too late for its minute. */
    boolean take(MarketTrade trade, long version) {
        if (!ids.add(trade.tradeId())) {
            return false;
        }
        Instant start = trade.time().truncatedTo(ChronoUnit.MINUTES);
        Instant correctableUntil = start.plus(Duration.ofMinutes(1)).plus(CORRECTABLE);
        seen = newest(seen, newest(trade.time(), trade.feedTime().orElse(Instant.MIN)));
        boolean late = !seen.isBefore(correctableUntil);
        if (late || isOlderThanAllKept(start)) {
            return false;
        }
        MinuteCandle candle = live.get(start);
        if (candle == null) {
            live.put(start, new MinuteCandle(start, trade));
            forgetOldest(live.navigableKeySet());
        } else {
            candle.add(trade);
        }
        changed.put(start, version);
        price(trade.price(), trade.time(), version);
        return true;
    }

    /** Takes a tick; false if a newer one is known. */
    boolean take(MarketTick newer, long version) {
        if (tick.isPresent() && isNewer(tick.get(), newer)) {
            return false;
        }
        tick = Optional.of(newer);
        places = Math.max(places, Math.max(places(newer.bestBid()), places(newer.bestAsk())));
        priceVersion = version;
        if (newer.price().isPositive()) {
            price(newer.price(), newer.time(), version);
        }
        return true;
    }

    /** Takes finished candles. */
    void take(Collection<CandleRow> finished, long version) {
        for (CandleRow row : finished) {
            CandleRow before = history.put(row.time(), row);
            if (!row.equals(before)) {
                changed.put(row.time(), version);
                priceVersion = version;
            }
        }
        forgetOldest(history.navigableKeySet());
    }

    /** The candles of the pair's newest minutes that changed after a version, oldest first. */
    List<CandleRow> candles(int minutes, long after) {
        if (live.isEmpty() && history.isEmpty()) {
            return List.of();
        }
        Instant last =
                newest(
                        live.isEmpty() ? Instant.MIN : live.lastKey(),
                        history.isEmpty() ? Instant.MIN : history.lastKey());
        Instant from = last.minus(Duration.ofMinutes(minutes - 1L));
        // Of a day's minutes most readers want an hour: only those are merged
        NavigableSet<Instant> starts = new TreeSet<>(live.tailMap(from, true).keySet());
        starts.addAll(history.tailMap(from, true).keySet());
        List<CandleRow> rows = new ArrayList<>(starts.size());
        for (Instant start : starts) {
            if (changed.getOrDefault(start, 0L) > after) {
                rows.add(candle(start));
            }
        }
        return rows;
    }

    boolean hasPrice() {
        return price.isPositive();
    }

    long priceVersion() {
        return priceVersion;
    }

    Instant priceTime() {
        return priceTime;
    }

    PriceRow row() {
        Optional<CandleRow> oldest = oldestWithinADay();
        return new PriceRow(
                pair.name(),
                price.toString(),
                tick.map(MarketTick::bestBid).filter(Price::isPositive).map(Price::toString),
                tick.map(MarketTick::bestAsk).filter(Price::isPositive).map(Price::toString),
                tick.map(known -> known.volume24h().stripTrailingZeros().toPlainString()),
                oldest.filter(row -> row.open().signum() > 0).map(this::changeSince),
                oldest.map(row -> Duration.between(row.time(), priceTime).toMinutes()).orElse(0L),
                places,
                priceTime);
    }

    private CandleRow candle(Instant start) {
        MinuteCandle here = live.get(start);
        CandleRow kept = history.get(start);
        if (here == null) {
            return Objects.requireNonNull(kept, "a start is of one of the two");
        }
        CandleRow row = here.row();
        return kept == null || row.tradeCount() > kept.tradeCount() ? row : kept;
    }

    private Optional<CandleRow> oldestWithinADay() {
        if (priceTime.equals(Instant.MIN)) {
            return Optional.empty();
        }
        Instant from = priceTime.minus(Duration.ofMinutes(CANDLES_MAX));
        Instant inLive = live.ceilingKey(from);
        Instant inHistory = history.ceilingKey(from);
        if (inLive == null) {
            return Optional.ofNullable(inHistory).map(this::candle);
        }
        return Optional.of(
                candle(inHistory == null || inLive.isBefore(inHistory) ? inLive : inHistory));
    }

    private BigDecimal changeSince(CandleRow reference) {
        return price.toBigDecimal()
                .subtract(reference.open())
                .multiply(HUNDRED)
                .divide(reference.open(), 2, RoundingMode.HALF_EVEN);
    }

    private void price(Price newer, Instant time, long version) {
        places = Math.max(places, places(newer));
        if (!time.isBefore(priceTime)) {
            price = newer;
            priceTime = time;
            priceVersion = version;
        }
    }

    private boolean isOlderThanAllKept(Instant start) {
        return live.size() >= CANDLES_MAX && start.isBefore(live.firstKey());
    }

    private void forgetOldest(NavigableSet<Instant> starts) {
        while (starts.size() > CANDLES_MAX) {
            Instant oldest = starts.pollFirst();
            if (!live.containsKey(oldest) && !history.containsKey(oldest)) {
                changed.remove(oldest);
            }
        }
    }

    private static boolean isNewer(MarketTick known, MarketTick other) {
        int byTime = known.time().compareTo(other.time());
        return byTime > 0 || (byTime == 0 && known.sequence() > other.sequence());
    }

    private static int places(Price price) {
        int places = 8;
        for (long units = price.units(); places > 0 && units % 10 == 0; units /= 10) {
            places--;
        }
        return places;
    }

    private static Instant newest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
