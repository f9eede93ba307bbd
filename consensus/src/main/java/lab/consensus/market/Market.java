package lab.consensus.market;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import lab.consensus.strategy.Knowable;
import lab.domain.Candle;
import lab.domain.EventTime;
import lab.domain.MarketClock;
import lab.domain.Pair;
import lab.domain.clearing.Quote;
import lab.servicekit.SeenMarket;
import lab.topics.BusMessage;
import lab.topics.HeartbeatCodec;
import lab.topics.MalformedMessage;
import lab.topics.TickCodec;
import lab.topics.TradeCodec;

/**
 * What was knowable of the market at a decision time D: a function of the market's log, taken
 * message by message in its one order ({@link MarketLog}).
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
 * topics. The grace is for ticks that a feed shows slightly out of order. Neither may one pair hold
 * up the others for ever:
 *
 * <ul>
 *   <li>a pair whose feed has ended holds nothing up; where all have ended, D has passed if one of
 *       them came that far;
 *   <li>a pair whose heartbeats stay behind those of another by {@link #SILENCE} is not waited for;
 *   <li>a pair without heartbeats, of a client that sends none, is not waited for; if there are no
 *       heartbeats at all, any message {@link #QUIET} later than D passes it, but not in the first
 *       ten seconds of the log, in which heartbeats may still come;
 *   <li>if heartbeats cease and messages go on, a message {@link #CEASED} later than D passes it.
 * </ul>
 *
 * <p>Each of these is decided by what stands in the log before a point of it, so the point at which
 * D has passed, and with it the view, is the same however fast or often the log is read.
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
    private final MarketClock clock;
    private final SortedMap<Pair, PairMarket> pairs = new TreeMap<>();
    private Optional<Instant> pending = Optional.empty();
    private boolean hasDecided;
    private Instant notBefore = BEFORE_ALL_TIME;
    private Optional<Instant> firstHeartbeat = Optional.empty();
    private Optional<Instant> firstShown = Optional.empty();
    private Instant newestHeartbeat = BEFORE_ALL_TIME;
    private Instant newestShown = BEFORE_ALL_TIME;
    private Optional<Instant> firstOnBus = Optional.empty();
    private Instant newestOnBus = BEFORE_ALL_TIME;
    private long malformed;

    /**
     * @param clock whose clock the market's times are by
     */
    public Market(DecisionTimes times, Duration priceAgeMax, MarketClock clock) {
        this.times = times;
        this.priceAgeMax = priceAgeMax;
        this.clock = clock;
    }

    /** Nothing is decided at this time or before it. */
    public void decideOnlyAfter(Instant time) {
        notBefore = time;
        if (!hasDecided) {
            findFirst();
        }
    }

    /** The first decision time is known; only a market of which nothing was taken is told. */
    public void decideFirstAt(Instant time) {
        if (!hasDecided) {
            hasDecided = true;
            pending = Optional.of(time);
            cutAt(time);
        }
    }

    /** Takes the next message of the log; what cannot be read is counted and passed over. */
    public void take(BusMessage message) {
        Instant receipt = clock.receipt(message.time());
        try {
            switch (message.topic()) {
                case PRICES -> {
                    var tick = TickCodec.decode(message.payload(), receipt);
                    see(tick.time());
                    pair(tick.pair()).ifPresent(it -> it.take(tick, cut()));
                }
                case TRADES -> {
                    var trade = TradeCodec.decode(message.payload(), receipt);
                    see(trade.time());
                    pair(trade.pair()).ifPresent(it -> it.take(trade, cut()));
                }
                case HEARTBEATS -> {
                    var heartbeat = HeartbeatCodec.decode(message.payload(), receipt);
                    see(heartbeat.time());
                    newestHeartbeat = later(newestHeartbeat, heartbeat.time());
                    firstHeartbeat = firstHeartbeat.or(() -> Optional.of(heartbeat.time()));
                    pair(heartbeat.pair()).ifPresent(it -> it.take(heartbeat));
                }
                case ORDERS, EXECUTIONS, DLQ, PROGRESS, CLOSINGS, ANNOTATIONS, TERMS ->
                        throw new IllegalArgumentException(
                                "market: must be given messages of the market, was " + message);
            }
            firstOnBus = firstOnBus.or(() -> Optional.of(message.time()));
            newestOnBus = later(newestOnBus, message.time());
        } catch (MalformedMessage e) {
            malformed++; // a dead letter of the cold tier's job, which reads the same topics
        }
        if (!hasDecided) {
            findFirst();
        }
    }

    private void see(Instant time) {
        firstShown = firstShown.or(() -> Optional.of(time));
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
                && (newestOnBus.isAfter(firstOnBus.get().plus(QUIET))
                        || newestShown.isAfter(firstShown.orElse(newestShown).plus(CEASED)));
    }

    private Optional<PairMarket> pair(Pair pair) {
        PairMarket known = pairs.get(pair);
        if (known == null && pairs.size() < PAIRS_MAX) {
            known = new PairMarket(pair);
            pairs.put(pair, known);
        }
        return Optional.ofNullable(known);
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

    /** What is seen at the pending decision time, once it is whole, of all pairs with candles. */
    public List<SeenMarket> seen() {
        Instant time = pending.orElseThrow();
        return pairs.values().stream()
                .filter(pair -> !pair.candles().isEmpty())
                .map(pair ->
                        new SeenMarket(pair.pair(), time, pair.hasAllCandles(), pair.candles()))
                .toList();
    }

    /** The newest quote, however old. */
    public Optional<Quote> quote(Pair pair) {
        return of(pair, PairMarket::quote).flatMap(Function.identity());
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

    public long malformed() {
        return malformed;
    }

    public void writeTo(ObjectNode json) {
        pending.ifPresent(time -> json.put("pending", EventTime.format(time)));
        json.put("has_decided", hasDecided);
        put(json, "not_before", Optional.of(notBefore));
        put(json, "first_heartbeat", firstHeartbeat);
        put(json, "first_shown", firstShown);
        put(json, "newest_heartbeat", Optional.of(newestHeartbeat));
        put(json, "newest_shown", Optional.of(newestShown));
        put(json, "first_on_bus", firstOnBus);
        put(json, "newest_on_bus", Optional.of(newestOnBus));
        json.put("malformed", malformed);
        ArrayNode all = json.putArray("pairs");
        Collection<PairMarket> known = Collections.unmodifiableCollection(pairs.values());
        known.forEach(pair -> pair.writeTo(all.addObject()));
    }

    public void readFrom(JsonNode json) throws MalformedMessage {
        pending = time(json, "pending");
        hasDecided = json.path("has_decided").asBoolean();
        notBefore = time(json, "not_before").orElse(BEFORE_ALL_TIME);
        firstHeartbeat = time(json, "first_heartbeat");
        firstShown = time(json, "first_shown");
        newestHeartbeat = time(json, "newest_heartbeat").orElse(BEFORE_ALL_TIME);
        newestShown = time(json, "newest_shown").orElse(BEFORE_ALL_TIME);
        firstOnBus = time(json, "first_on_bus");
        newestOnBus = time(json, "newest_on_bus").orElse(BEFORE_ALL_TIME);
        malformed = json.path("malformed").asLong();
        for (JsonNode pair : json.path("pairs")) {
            PairMarket read = PairMarket.read(pair);
            pairs.put(read.pair(), read);
        }
    }

    private static void put(ObjectNode json, String name, Optional<Instant> time) {
        time.ifPresent(it -> json.put(name, it.toString()));
    }

    private static Optional<Instant> time(JsonNode json, String name) {
        return json.hasNonNull(name)
                ? Optional.of(Instant.parse(json.get(name).asText()))
                : Optional.empty();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
