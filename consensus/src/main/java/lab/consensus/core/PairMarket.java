package lab.consensus.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.SeenBook;
import lab.domain.Candle;
import lab.domain.EventTime;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.book.BookEntry;
import lab.domain.book.BookFeatures;
import lab.domain.book.BookFeatures.Resolution;
import lab.domain.book.BookTop;
import lab.domain.book.RecentBook;
import lab.domain.candle.CandleBook;
import lab.domain.clearing.Quote;
import lab.domain.progress.Heartbeat;

/** What is known of one pair up to a cut, and what waits behind it. */
public final class PairMarket {
    /** Of one-minute candles, so of trading minutes. */
    static final int CANDLES_MAX = 240;

    private final Pair pair;
    private final Deque<Tick> ticksAhead = new ArrayDeque<>();
    private final Deque<Trade> tradesAhead = new ArrayDeque<>();
    private final Deque<BookEntry> entriesAhead = new ArrayDeque<>();
    private final TreeMap<Instant, Candle> candles = new TreeMap<>();
    private final TreeMap<Instant, Candle.Flow> flows = new TreeMap<>();
    private CandleBook book;
    private Optional<RecentBook> orderBook = Optional.empty();
    private List<Candle> shown = List.of();
    private List<Candle.Flow> shownFlows = List.of();
    private boolean hasNewCandles;
    private Optional<Quote> quote = Optional.empty();
    private Optional<Instant> heartbeat = Optional.empty();
    private Optional<Instant> ended = Optional.empty();

    PairMarket(Pair pair) {
        this.pair = pair;
        this.book = new CandleBook(pair);
    }

    /** The first tick behind the cut holds back all that come after it. */
    void take(Tick tick, Instant cut) {
        if (ticksAhead.isEmpty() && !tick.time().isAfter(cut)) {
            apply(tick);
        } else {
            ticksAhead.add(tick);
        }
    }

    void take(Trade trade, Instant cut) {
        if (tradesAhead.isEmpty() && !shownAt(trade).isAfter(cut)) {
            apply(trade);
        } else {
            tradesAhead.add(trade);
        }
    }

    /** The same goes for what is said of the order book. */
    void take(BookEntry entry, Instant cut) {
        if (entriesAhead.isEmpty() && !entry.time().isAfter(cut)) {
            apply(entry);
        } else {
            entriesAhead.add(entry);
        }
    }

    /**
     * Entries of the order book are missing behind all that were taken. Those that wait are passed
     * over too, so that none is applied behind the gap without a snapshot.
     */
    void loseOrderBook(String reason) {
        entriesAhead.clear();
        orderBook.ifPresent(it -> it.lose(reason));
    }

    void take(Heartbeat told) {
        Instant time = told.time();
        if (ended.isPresent() && !time.isAfter(ended.get())) {
            return; // told again
        }
        if (heartbeat.isEmpty() || time.isAfter(heartbeat.get())) {
            heartbeat = Optional.of(time);
        }
        ended = told.ended() ? Optional.of(time) : Optional.empty();
    }

    /** Moves the cut on. */
    void advanceTo(Instant cut) {
        while (!ticksAhead.isEmpty() && !ticksAhead.getFirst().time().isAfter(cut)) {
            apply(ticksAhead.removeFirst());
        }
        while (!tradesAhead.isEmpty() && !shownAt(tradesAhead.getFirst()).isAfter(cut)) {
            apply(tradesAhead.removeFirst());
        }
        while (!entriesAhead.isEmpty() && !entriesAhead.getFirst().time().isAfter(cut)) {
            apply(entriesAhead.removeFirst());
        }
    }

    /** Finishes the candles of windows that ended in time for a decision. */
    void finishCandles(Instant decision) {
        book.advance(EventTime.toMicros(decision), this::keep);
    }

    private void apply(Tick tick) {
        boolean isNewer =
                quote.isEmpty()
                        || (!tick.time().isBefore(quote.get().time())
                                && tick.sequence() != quote.get().sequence());
        if (tick.isQuote() && isNewer) {
            quote =
                    Optional.of(
                            new Quote(
                                    tick.sequence(), tick.time(), tick.bestBid(), tick.bestAsk()));
        }
    }

    private void apply(BookEntry entry) {
        if (orderBook.isEmpty()) {
            orderBook = Optional.of(new RecentBook(pair));
        }
        orderBook.get().take(entry);
    }

    private void apply(Trade trade) {
        book.add(trade, this::keep);
    }

    private void keep(Candle candle) {
        if (candle.interval() == Interval.ONE_MINUTE) {
            candles.put(candle.start(), candle);
            book.flow(candle)
                    .ifPresentOrElse(
                            flow -> flows.put(candle.start(), flow),
                            () -> flows.remove(candle.start()));
            while (candles.size() > CANDLES_MAX) {
                flows.remove(candles.firstKey());
                candles.pollFirstEntry();
            }
            hasNewCandles = true;
        }
    }

    /** When the feed had come to a trade: what makes it knowable. */
    private static Instant shownAt(Trade trade) {
        return trade.feedTime().filter(newest -> newest.isAfter(trade.time())).orElse(trade.time());
    }

    Pair pair() {
        return pair;
    }

    /** Final candles of one minute, oldest first. */
    List<Candle> candles() {
        show();
        return shown;
    }

    /** Who pressed in those minutes, as far as it is known; oldest first. */
    List<Candle.Flow> flows() {
        show();
        return shownFlows;
    }

    private void show() {
        if (hasNewCandles) {
            shown = List.copyOf(candles.values());
            shownFlows = List.copyOf(flows.values());
            hasNewCandles = false;
        }
    }

    /** Whether none was let go, of those that the bus still had when the desk was new. */
    boolean hasAllCandles() {
        return candles.size() < CANDLES_MAX;
    }

    /** The newest quote, however old. */
    Optional<Quote> quote() {
        return quote;
    }

    Knowable<Quote> quoteAt(Instant time, Duration ageMax) {
        if (quote.isEmpty()) {
            return new Knowable.Unknown<>("no quote yet");
        }
        Quote newest = quote.get();
        return newest.time().isBefore(time.minus(ageMax))
                ? new Knowable.Unknown<>(
                        "the price is older than %d s".formatted(ageMax.toSeconds()))
                : new Knowable.Known<>(newest, newest.time());
    }

    /** What of the order book is knowable at a time; one of which nothing was heard is unknown. */
    SeenBook orderBookAt(Instant time, Duration ageMax) {
        if (orderBook.isEmpty()) {
            return SeenBook.unknown("no order book yet");
        }
        RecentBook recent = orderBook.get();
        boolean isOld = recent.heard().filter(it -> !it.isBefore(time.minus(ageMax))).isEmpty();
        Knowable<BookTop> now =
                switch (recent.now()) {
                    case BookFeatures.Said.Unknown(var reason) -> new Knowable.Unknown<>(reason);
                    case BookFeatures.Said.Known(var top) ->
                            isOld
                                    ? new Knowable.Unknown<>(
                                            "the order book is older than %d s"
                                                    .formatted(ageMax.toSeconds()))
                                    : new Knowable.Known<>(top, recent.heard().orElse(time));
                };
        return new SeenBook(
                now,
                recent.windows(Resolution.ONE_SECOND, time),
                recent.windows(Resolution.ONE_MINUTE, time));
    }

    Optional<Instant> heartbeat() {
        return heartbeat;
    }

    Optional<Instant> ended() {
        return ended;
    }

    boolean isKnown() {
        return quote.isPresent() || !candles().isEmpty();
    }

    /** The earliest of what waits. */
    Optional<Instant> earliestAhead() {
        Optional<Instant> tick =
                ticksAhead.isEmpty() ? Optional.empty() : Optional.of(ticksAhead.getFirst().time());
        Optional<Instant> trade =
                tradesAhead.isEmpty()
                        ? Optional.empty()
                        : Optional.of(shownAt(tradesAhead.getFirst()));
        if (tick.isEmpty() || trade.isEmpty()) {
            return tick.or(() -> trade);
        }
        return tick.get().isBefore(trade.get()) ? tick : trade;
    }

    int ahead() {
        return ticksAhead.size() + tradesAhead.size() + entriesAhead.size();
    }

    /**
     * All that it knows, to be written down.
     *
     * @param book goes on being used by who gave it: it is to be written down at once
     * @param candles of one minute, oldest first
     * @param orderBook if somebody reads it; used on as {@code book} is
     * @param flows of those minutes of which it is known who pressed
     */
    public record State(
            Pair pair,
            Optional<Quote> quote,
            Optional<Instant> heartbeat,
            Optional<Instant> ended,
            CandleBook book,
            Optional<RecentBook> orderBook,
            List<Candle> candles,
            List<Candle.Flow> flows,
            List<Tick> ticksAhead,
            List<Trade> tradesAhead,
            List<BookEntry> entriesAhead) {
        public State {
            candles = List.copyOf(candles);
            flows = List.copyOf(flows);
            ticksAhead = List.copyOf(ticksAhead);
            tradesAhead = List.copyOf(tradesAhead);
            entriesAhead = List.copyOf(entriesAhead);
        }

        State withoutBook() {
            return new State(
                    pair,
                    quote,
                    heartbeat,
                    ended,
                    book,
                    Optional.empty(),
                    candles,
                    flows,
                    ticksAhead,
                    tradesAhead,
                    List.of());
        }
    }

    State state() {
        return new State(
                pair,
                quote,
                heartbeat,
                ended,
                book,
                orderBook,
                candles(),
                flows(),
                List.copyOf(ticksAhead),
                List.copyOf(tradesAhead),
                List.copyOf(entriesAhead));
    }

    static PairMarket of(State state) {
        var restored = new PairMarket(state.pair());
        restored.quote = state.quote();
        restored.heartbeat = state.heartbeat();
        restored.ended = state.ended();
        restored.book = state.book();
        restored.orderBook = state.orderBook();
        state.candles().forEach(candle -> restored.candles.put(candle.start(), candle));
        state.flows().forEach(flow -> restored.flows.put(flow.start(), flow));
        restored.hasNewCandles = true;
        restored.ticksAhead.addAll(state.ticksAhead());
        restored.tradesAhead.addAll(state.tradesAhead());
        restored.entriesAhead.addAll(state.entriesAhead());
        return restored;
    }
}
