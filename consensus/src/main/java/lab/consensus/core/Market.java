package lab.consensus.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.SeenBook;
import lab.domain.Asset;
import lab.domain.Candle;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.book.BookEntry;
import lab.domain.clearing.Quote;
import lab.domain.progress.Heartbeat;
import org.jspecify.annotations.Nullable;

/**
 * What was knowable of the market at a decision time D: a function of the market's log, taken
 * message by message in its one order.
 *
 * <p><b>The cut.</b> Of a pair's ticks the view holds those before the first one later than D; of
 * its trades those before the first one that the feed had come to after D ({@code feed_time}). What
 * stands behind waits for the next D. So nothing later than D is in the view, and nothing that came
 * behind such a thing.
 *
 * <p><b>The end of waiting.</b> D has passed when each pair with heartbeats has one more than
 * {@link #GRACE} later than D. A feed gives its heartbeats for all pairs at once, and a producer
 * sends them behind all that was handed over before them; so by then everything of the feed up to D
 * stands in the log before this point, whether a pair trades or not, and whatever lies between the
 * topics. What came behind a heartbeat may stand before it, as long as it is not later by more than
 * {@code HeartbeatSpan} allows. The grace is for ticks that a feed shows slightly out of order.
 * Neither may one pair hold up the others for ever:
 *
 * <ul>
 *   <li>a pair whose feed has ended holds nothing up; where all have ended, D has passed if one of
 *       them came that far;
 *   <li>a pair whose heartbeats stay behind those of another by {@link #SILENCE} is not waited for;
 *   <li>a pair without heartbeats, of a client that sends none, is not waited for; if there are no
 *       heartbeats at all, any message {@link #QUIET} later than D passes it, but not in the first
 *       ten seconds of the log, in which heartbeats may still come (of a past that is told again,
 *       at whatever speed: not before it has shown {@link #CEASED});
 *   <li>if heartbeats cease and messages go on, a message {@link #CEASED} later than D passes it.
 * </ul>
 *
 * <p>Each of these is decided by what stands in the log before a point of it, so the point at which
 * D has passed, and with it the view, is the same however fast or often the log is read.
 *
 * <p><b>Order books.</b> Where a strategy reads them their entries are part of the log, under the
 * same cut. They decide nothing else: an entry moves no time and no D, so what others decide is the
 * same with books as without. A feed's entries stand before the heartbeats that follow them.
 *
 * <p>The next D is a minute later, unless nothing happened: if no pair has a fresh quote, the
 * minutes up to the next message are passed over at one go, for nobody could trade in them.
 *
 * <p>Not safe for use by several threads.
 */
public final class Market {
    static final Duration GRACE = Duration.ofSeconds(2);
    static final Duration QUIET = Duration.ofSeconds(10);
    static final Duration SILENCE = Duration.ofSeconds(30);
    static final Duration CEASED = Duration.ofMinutes(5);

    /** Strangers choose the names of pairs. */
    private static final int PAIRS_MAX = 2_000;

    private static final Instant BEFORE_ALL_TIME = Instant.EPOCH;

    private final DecisionTimes times;
    private final Duration priceAgeMax;
    private final SortedMap<Pair, PairMarket> pairs = new TreeMap<>();
    private Optional<Asset> booksIn = Optional.empty();
    private Optional<Instant> pending = Optional.empty();
    private boolean hasDecided;
    private boolean isPast;
    private Instant notBefore = BEFORE_ALL_TIME;
    private Optional<Instant> firstHeartbeat = Optional.empty();
    private Optional<Instant> firstShown = Optional.empty();
    private Instant newestHeartbeat = BEFORE_ALL_TIME;
    private Instant newestShown = BEFORE_ALL_TIME;
    private Optional<Instant> firstOnBus = Optional.empty();
    private Instant newestOnBus = BEFORE_ALL_TIME;

    public Market(DecisionTimes times, Duration priceAgeMax) {
        this.times = times;
        this.priceAgeMax = priceAgeMax;
    }

    /** Nothing is decided at this time or before it. */
    public void decideOnlyAfter(Instant time) {
        notBefore = time;
        if (!hasDecided) {
            findFirst();
        }
    }

    /**
     * The market is a past that is told again: how fast it comes says nothing of it. So only what
     * it shows tells a market without heartbeats, and not how long the bus has been without one.
     */
    public void isToldAgain() {
        isPast = true;
    }

    /** Somebody reads the order books of pairs that are priced in a currency. */
    public void readBooks(Asset currency) {
        booksIn = Optional.of(currency);
    }

    /** The first decision time is known; only a market of which nothing was taken is told. */
    public void decideFirstAt(Instant time) {
        if (!hasDecided) {
            hasDecided = true;
            pending = Optional.of(time);
            cutAt(time);
        }
    }

    /**
     * Takes the next message of the log.
     *
     * @param taken when the bus took it, by its own stamp
     */
    public void take(Tick tick, Instant taken) {
        see(tick.time());
        @Nullable PairMarket pair = pair(tick.pair());
        if (pair != null) {
            pair.take(tick, cut());
        }
        taken(taken);
    }

    /** As {@link #take(Tick, Instant)}. */
    public void take(Trade trade, Instant taken) {
        see(trade.time());
        @Nullable PairMarket pair = pair(trade.pair());
        if (pair != null) {
            pair.take(trade, cut());
        }
        taken(taken);
    }

    /** As {@link #take(Tick, Instant)}. */
    public void take(Heartbeat heartbeat, Instant taken) {
        see(heartbeat.time());
        newestHeartbeat = later(newestHeartbeat, heartbeat.time());
        if (firstHeartbeat.isEmpty()) {
            firstHeartbeat = Optional.of(heartbeat.time());
        }
        @Nullable PairMarket pair = pair(heartbeat.pair());
        if (pair != null) {
            pair.take(heartbeat);
        }
        taken(taken);
    }

    /** Takes the next message of the log; where nobody reads order books it is passed over. */
    public void take(BookEntry entry) {
        if (booksIn.filter(it -> it.code().equals(entry.pair().quote())).isPresent()) {
            @Nullable PairMarket pair = pair(entry.pair());
            if (pair != null) {
                pair.take(entry, cut());
            }
        }
    }

    /** The log lacks entries of order books here: none is known until its next snapshot. */
    public void loseBooks(String reason) {
        pairs.values().forEach(pair -> pair.loseOrderBook(reason));
    }

    private void taken(Instant time) {
        if (firstOnBus.isEmpty()) {
            firstOnBus = Optional.of(time);
        }
        newestOnBus = later(newestOnBus, time);
        if (!hasDecided) {
            findFirst();
        }
    }

    private void see(Instant time) {
        if (firstShown.isEmpty()) {
            firstShown = Optional.of(time);
        }
        newestShown = later(newestShown, time);
    }

    /** Before anything was decided the first D may still move: heartbeats say when a feed began. */
    private void findFirst() {
        Optional<Instant> before = pending;
        pending =
                firstHeartbeat
                        .or(() -> hasNoHeartbeats() ? firstShown : Optional.empty())
                        .map(begin -> times.after(later(begin, notBefore)));
        if (!pending.equals(before)) {
            pending.ifPresent(this::cutAt);
        }
    }

    private boolean hasNoHeartbeats() {
        return firstHeartbeat.isEmpty()
                && firstOnBus.isPresent()
                && (isQuietOnBus(firstOnBus.get())
                        || newestShown.isAfter(firstShown.orElse(newestShown).plus(CEASED)));
    }

    private boolean isQuietOnBus(Instant since) {
        return !isPast && newestOnBus.isAfter(since.plus(QUIET));
    }

    private @Nullable PairMarket pair(Pair pair) {
        PairMarket known = pairs.get(pair);
        if (known == null && pairs.size() < PAIRS_MAX) {
            known = new PairMarket(pair);
            pairs.put(pair, known);
        }
        return known;
    }

    private Instant cut() {
        return pending.orElse(BEFORE_ALL_TIME);
    }

    private void cutAt(Instant time) {
        pairs.values().forEach(pair -> pair.advanceTo(time));
    }

    /** The decision time that is next, once the market has begun. */
    public Optional<Instant> pending() {
        return pending;
    }

    /** Whether the log shows all that was knowable at the pending decision time. */
    public boolean hasPassed() {
        if (pending.isEmpty()) {
            return false;
        }
        Instant decision = pending.get();
        if (firstHeartbeat.isEmpty()) {
            return hasNoHeartbeats() && newestShown.isAfter(decision.plus(QUIET));
        }
        return newestHeartbeat.isAfter(decision.plus(SILENCE))
                || newestShown.isAfter(decision.plus(CEASED))
                || haveAllPassed(decision);
    }

    private boolean haveAllPassed(Instant decision) {
        boolean hasWitness = false;
        for (PairMarket pair : pairs.values()) {
            if (pair.ended().isPresent()) {
                hasWitness |= !pair.ended().get().isBefore(decision);
            } else if (pair.heartbeat().isPresent()) {
                if (!pair.heartbeat().get().isAfter(decision.plus(GRACE))) {
                    return false;
                }
                hasWitness = true;
            }
        }
        return hasWitness;
    }

    /** Whether every feed has ended before the pending decision time: nothing is left to decide. */
    public boolean hasEnded() {
        return haveAllFeedsEnded() && !hasPassed();
    }

    /** Whether no feed goes on. */
    public boolean haveAllFeedsEnded() {
        boolean any = false;
        for (PairMarket pair : pairs.values()) {
            if (pair.ended().isPresent()) {
                any = true;
            } else if (pair.heartbeat().isPresent()) {
                return false;
            }
        }
        return any;
    }

    /** Makes the view of the pending decision time whole; it has to have passed. */
    public void finish() {
        Instant decision = pending.orElseThrow();
        pairs.values().forEach(pair -> pair.finishCandles(decision));
    }

    /** Goes on to the next decision time. */
    public void advance() {
        Instant minuteLater = pending.orElseThrow().plus(DecisionTimes.PERIOD);
        boolean hasNews = pairs.values().stream().anyMatch(pair -> hasNews(pair, minuteLater));
        Instant next =
                hasNews
                        ? minuteLater
                        : later(
                                minuteLater,
                                times.atOrBefore(earliestAhead().orElse(newestHeartbeat)));
        hasDecided = true;
        pending = Optional.of(next);
        cutAt(next);
    }

    private boolean hasNews(PairMarket pair, Instant time) {
        return pair.quoteAt(time, priceAgeMax) instanceof Knowable.Known<?>
                || pair.earliestAhead().filter(it -> !it.isAfter(time)).isPresent();
    }

    private Optional<Instant> earliestAhead() {
        return pairs.values().stream()
                .map(PairMarket::earliestAhead)
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    /** Those of which there is a quote or a candle. */
    public List<Pair> pairs() {
        return pairs.values().stream().filter(PairMarket::isKnown).map(PairMarket::pair).toList();
    }

    /** Final candles of one minute, oldest first. */
    public List<Candle> candles(Pair pair) {
        return of(pair, PairMarket::candles).orElse(List.of());
    }

    /** Who pressed in those minutes, as far as it is known. */
    public List<Candle.Flow> flows(Pair pair) {
        return of(pair, PairMarket::flows).orElse(List.of());
    }

    /** Whether none of a pair's candles was let go, of those that the bus still had. */
    public boolean hasAllCandles(Pair pair) {
        return of(pair, PairMarket::hasAllCandles).orElse(true);
    }

    /** The newest quote, however old. */
    public Optional<Quote> quote(Pair pair) {
        return of(pair, PairMarket::quote).flatMap(Function.identity());
    }

    /** The order book to decide by. */
    public SeenBook orderBook(Pair pair) {
        Instant time = pending.orElseThrow();
        return of(pair, it -> it.orderBookAt(time, priceAgeMax))
                .orElseGet(() -> SeenBook.unknown("no order book yet"));
    }

    /** The quote to decide by. */
    public Knowable<Quote> knownQuote(Pair pair) {
        Instant time = pending.orElseThrow();
        return of(pair, it -> it.quoteAt(time, priceAgeMax))
                .orElseGet(() -> new Knowable.Unknown<>("no quote yet"));
    }

    private <T> Optional<T> of(Pair pair, Function<PairMarket, T> what) {
        return Optional.ofNullable(pairs.get(pair)).map(what);
    }

    /** The newest time that any message has shown. */
    public Optional<Instant> newestShown() {
        return firstShown.map(_ -> newestShown);
    }

    /** The first time that any message has shown. */
    public Optional<Instant> firstShown() {
        return firstHeartbeat.or(() -> firstShown);
    }

    /** How many messages wait behind the cut. */
    public int ahead() {
        return pairs.values().stream().mapToInt(PairMarket::ahead).sum();
    }

    /** All that it knows, to be written down between two decisions. */
    public record State(
            Optional<Instant> pending,
            boolean hasDecided,
            Instant notBefore,
            Optional<Instant> firstHeartbeat,
            Optional<Instant> firstShown,
            Instant newestHeartbeat,
            Instant newestShown,
            Optional<Instant> firstOnBus,
            Instant newestOnBus,
            List<PairMarket.State> pairs) {
        public State {
            pairs = List.copyOf(pairs);
        }
    }

    public State state() {
        return new State(
                pending,
                hasDecided,
                notBefore,
                firstHeartbeat,
                firstShown,
                newestHeartbeat,
                newestShown,
                firstOnBus,
                newestOnBus,
                pairs.values().stream().map(PairMarket::state).toList());
    }

    /** Becomes what was written down. */
    public void restore(State state) {
        pending = state.pending();
        hasDecided = state.hasDecided();
        notBefore = state.notBefore();
        firstHeartbeat = state.firstHeartbeat();
        firstShown = state.firstShown();
        newestHeartbeat = state.newestHeartbeat();
        newestShown = state.newestShown();
        firstOnBus = state.firstOnBus();
        newestOnBus = state.newestOnBus();
        pairs.clear();
        for (PairMarket.State pair : state.pairs()) {
            // Whoever does not read order books now has not followed them when he reads them again
            pairs.put(pair.pair(), PairMarket.of(booksIn.isPresent() ? pair : pair.withoutBook()));
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
