package lab.consensus.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import lab.consensus.strategy.Knowable;
import lab.domain.Candle;
import lab.domain.EventTime;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.Trade;
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
    private final TreeMap<Instant, Candle> candles = new TreeMap<>();
    private final TreeMap<Instant, Candle.Flow> flows = new TreeMap<>();
    private CandleBook book;
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
        return ticksAhead.size() + tradesAhead.size();
    }

    /**
     * All that it knows, to be written down.
     *
     * @param book goes on being used by who gave it: it is to be written down at once
     * @param candles of one minute, oldest first
     * @param flows of those minutes of which it is known who pressed
     */
    public record State(
            Pair pair,
            Optional<Quote> quote,
            Optional<Instant> heartbeat,
            Optional<Instant> ended,
            CandleBook book,
            List<Candle> candles,
            List<Candle.Flow> flows,
            List<Tick> ticksAhead,
            List<Trade> tradesAhead) {
        public State {
            candles = List.copyOf(candles);
            flows = List.copyOf(flows);
            ticksAhead = List.copyOf(ticksAhead);
            tradesAhead = List.copyOf(tradesAhead);
        }
    }

    State state() {
        return new State(
                pair,
                quote,
                heartbeat,
                ended,
                book,
                candles(),
                flows(),
                List.copyOf(ticksAhead),
                List.copyOf(tradesAhead));
    }

    static PairMarket of(State state) {
        var restored = new PairMarket(state.pair());
        restored.quote = state.quote();
        restored.heartbeat = state.heartbeat();
        restored.ended = state.ended();
        restored.book = state.book();
        state.candles().forEach(candle -> restored.candles.put(candle.start(), candle));
        state.flows().forEach(flow -> restored.flows.put(flow.start(), flow));
        restored.hasNewCandles = true;
        restored.ticksAhead.addAll(state.ticksAhead());
        restored.tradesAhead.addAll(state.tradesAhead());
        return restored;
    }
}
