package lab.console.market;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import lab.domain.Pair;

/**
 * The newest prices and candles of every pair, as trades and ticks come in.
 *
 * <p>Every change has a version, so that a reader who remembers one asks for what has changed
 * since. One writer and many readers share one lock: each holds it for microseconds.
 */
public final class LiveMarket {
    /** Far above what one exchange feed of the lab carries; further pairs are counted, not kept. */
    public static final int PAIRS_MAX = 500;

    public static final int MINUTES_MAX = PairBook.CANDLES_MAX;

    private final SortedMap<Pair, PairBook> books = new TreeMap<>();
    private final LongAdder trades = new LongAdder();
    private final LongAdder ticks = new LongAdder();
    private final LongAdder ignored = new LongAdder();
    private Instant newestEventTime = Instant.MIN;
    private long version;

    /** Some of what changed, and the version to remember. */
    public record Changes<T>(List<T> rows, long version) {}

    public synchronized void onTrade(MarketTrade trade) {
        Optional<PairBook> book = book(trade.pair());
        if (book.isPresent() && book.get().take(trade, ++version)) {
            trades.increment();
            seen(trade.time());
        } else {
            ignored.increment();
        }
    }

    public synchronized void onTick(MarketTick tick) {
        Optional<PairBook> book = book(tick.pair());
        if (book.isPresent() && book.get().take(tick, ++version)) {
            ticks.increment();
            seen(tick.time());
        } else {
            ignored.increment();
        }
    }

    /** Takes finished candles of a pair. */
    public synchronized void onHistory(Pair pair, Collection<CandleRow> finished) {
        if (!finished.isEmpty()) {
            book(pair).ifPresent(book -> book.take(finished, ++version));
        }
    }

    /** The pairs whose price changed after a version; after 0, all that have one. */
    public synchronized Changes<PriceRow> prices(long after) {
        return new Changes<>(
                books.values().stream()
                        .filter(book -> book.hasPrice() && book.priceVersion() > after)
                        .map(PairBook::row)
                        .toList(),
                version);
    }

    /** A pair's candles of its newest minutes that changed after a version, oldest first. */
    public synchronized Changes<CandleRow> candles(Pair pair, int minutes, long after) {
        PairBook book = books.get(pair);
        return new Changes<>(book == null ? List.of() : book.candles(minutes, after), version);
    }

    public synchronized boolean knows(Pair pair) {
        return books.containsKey(pair);
    }

    public synchronized List<Pair> pairs() {
        return List.copyOf(books.keySet());
    }

    /** When the newest event that came in happened, at the exchange. */
    public synchronized Optional<Instant> newestEventTime() {
        return newestEventTime.equals(Instant.MIN)
                ? Optional.empty()
                : Optional.of(newestEventTime);
    }

    public long trades() {
        return trades.sum();
    }

    public long ticks() {
        return ticks.sum();
    }

    /** Events that changed nothing: repeats, older ticks, trades too late for their minute. */
    public long ignored() {
        return ignored.sum();
    }

    private void seen(Instant time) {
        if (time.isAfter(newestEventTime)) {
            newestEventTime = time;
        }
    }

    private Optional<PairBook> book(Pair pair) {
        PairBook known = books.get(pair);
        if (known == null && books.size() < PAIRS_MAX) {
            known = new PairBook(pair);
            books.put(pair, known);
        }
        return Optional.ofNullable(known);
    }
}
