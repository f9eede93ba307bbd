package lab.poller.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.poller.coinbase.CoinbaseDecoder;
import lab.poller.feed.FeedHealth;
import lab.poller.feed.FrameDecoder;
import lab.poller.feed.MarketEvent;
import lab.poller.feed.MarketFeed;
import lab.poller.feed.Pacer;
import lab.poller.feed.Speed;
import lab.poller.feed.Taken;

/**
 * A made-up market as a feed.
 *
 * <p>Two ways to be in time. One market begins with the year 2025 and is played at any speed: the
 * same seed, the same frames. The other goes with the wall clock: it begins an hour before it was
 * first started, makes up for whatever it missed as fast as it is taken, and then goes on as time
 * does; a clock that is set back does not stop it. Its state is its position, so that it goes on
 * where it was, however long ago it began.
 */
public final class SimulatorFeed implements MarketFeed {
    private static final long SEED = 42;
    private static final Instant ORIGIN = Instant.parse("2025-01-01T00:00:00Z");
    private static final String EVENTS = "events";
    private static final String BOOK_LINES = "book_lines";
    private static final String PAIRS = "pairs";
    private static final String MARKET = "market";
    private static final String ADDED = "added";
    private static final Duration HISTORY = Duration.ofHours(1);

    /** A start that would have to wait longer for its first frame has a clock that was set back. */
    private static final Duration STEP_MAX = Duration.ofSeconds(5);

    private final FrameDecoder decoder = new CoinbaseDecoder("simulator");
    private final OptionalLong seed;
    private final OptionalLong events;
    private final boolean goesWithClock;
    private final boolean hasBooks;
    private final InstantSource clock;
    private final Pacer pacer;

    /** The market that it began with, and one for each pair that came later. */
    private final List<SimulatedPart> parts = new ArrayList<>();

    private volatile List<Pair> followed;
    private long seedUsed;
    private long eventsGiven;

    /** Frames of books that were given: by its number a repeat is told. */
    private long bookLines;

    /** The moment of the last frame that was given in this run, and when that was. */
    private Optional<Instant> shown = Optional.empty();

    private long shownAtNanos;
    private volatile boolean isOpen;

    private SimulatorFeed(
            List<Pair> pairs,
            OptionalLong seed,
            OptionalLong events,
            Speed speed,
            boolean goesWithClock,
            boolean hasBooks,
            InstantSource clock) {
        this.followed = List.copyOf(pairs);
        this.seed = seed;
        this.events = events;
        this.goesWithClock = goesWithClock;
        this.hasBooks = hasBooks;
        this.clock = clock;
        this.pacer = new Pacer(speed);
    }

    /**
     * Opens a market.
     *
     * @param seed which one
     * @param events how many ticker and match frames it has in all; those of books are not counted
     * @param speed how fast it is played
     * @param hasBooks whether it has order books from now on; who once had some keeps them
     */
    public static SimulatorFeed open(
            List<Pair> pairs,
            OptionalLong seed,
            OptionalLong events,
            Speed speed,
            boolean hasBooks,
            InstantSource clock) {
        boolean goesWithClock =
                seed.isEmpty() && events.isEmpty() && speed.equals(Speed.AS_RECORDED);
        return new SimulatorFeed(pairs, seed, events, speed, goesWithClock, hasBooks, clock);
    }

    @Override
    public String name() {
        return "simulator";
    }

    @Override
    public String exchange() {
        return "simulator";
    }

    @Override
    public boolean isSimulated() {
        return true;
    }

    @Override
    public List<Pair> pairs() {
        return followed;
    }

    /**
     * How many events are asked for is no part of it: fewer are the beginning of more. Neither are
     * the pairs, which come and go.
     */
    @Override
    public String identity() {
        return goesWithClock
                ? "simulator with the clock"
                : "simulator seed %d from %s".formatted(seed.orElse(SEED), ORIGIN);
    }

    /**
     * Identities held the pairs until pairs could come and go, and before that the number of events
     * until the feed went on where fewer had ended.
     */
    @Override
    public boolean wasKnownAs(String identity) {
        String events = goesWithClock ? "" : "(, (\\d+ events|without end))?";
        return identity.matches(Pattern.quote(identity()) + events + ", [A-Z0-9,-]+");
    }

    @Override
    public long given(ObjectNode state) {
        return state.path(EVENTS).asLong(0);
    }

    @Override
    public boolean endsForGood() {
        return false;
    }

    /** Identities held the pairs until pairs could come and go. */
    @Override
    public ObjectNode adopt(String identity, ObjectNode state) {
        if (!state.has(PAIRS) && state.hasNonNull(MARKET)) {
            ArrayNode names = state.putArray(PAIRS);
            for (String name : identity.substring(identity.lastIndexOf(' ') + 1).split(",", -1)) {
                names.add(name);
            }
        }
        return state;
    }

    @Override
    public void start(ObjectNode state) {
        seedUsed = state.path("seed").asLong(chosenSeed());
        eventsGiven = given(state);
        bookLines = state.path(BOOK_LINES).asLong(0);
        parts.clear();
        if (state.hasNonNull(MARKET)) {
            parts.add(restored(state, seedUsed));
            state.path(ADDED).forEach(json -> parts.add(restored(json, seedOf(pairs(json)))));
        } else {
            parts.add(new SimulatedPart(followed, seedUsed, chosenOrigin(), hasBooks));
        }
        addMissing();
        isOpen = true;
    }

    private SimulatedPart restored(JsonNode json, long seed) {
        long origin = json.get("origin_second").asLong();
        var part = new SimulatedPart(pairs(json), seed, origin, hasBooks);
        part.readFrom(json);
        return part;
    }

    private static List<Pair> pairs(JsonNode json) {
        List<Pair> pairs = new ArrayList<>();
        json.path(PAIRS).forEach(name -> pairs.add(new Pair(name.asText())));
        return pairs;
    }

    /** Of a pair that came later: that of the whole market, and its name. */
    private long seedOf(List<Pair> pairs) {
        long seed = seedUsed;
        for (Pair pair : pairs) {
            for (char letter : pair.name().toCharArray()) {
                seed = new Dice(seed + letter).nextLong();
            }
        }
        return seed;
    }

    @Override
    public void follow(List<Pair> wanted) {
        followed = List.copyOf(wanted);
        if (!parts.isEmpty()) {
            addMissing();
        }
    }

    @Override
    public Optional<String> refuses(Pair pair) {
        return Optional.empty();
    }

    /** One that has no price yet begins in the second behind all that was given. */
    private void addMissing() {
        for (Pair pair : followed) {
            if (parts.stream().noneMatch(part -> part.pairs().contains(pair))) {
                long second = Math.floorDiv(next().nextMicros(), 1_000_000L) + 1;
                List<Pair> alone = List.of(pair);
                parts.add(new SimulatedPart(alone, seedOf(alone), second, hasBooks));
            }
        }
    }

    /** The part whose next frame comes first; the older one, of two. */
    private SimulatedPart next() {
        SimulatedPart first = parts.getFirst();
        for (SimulatedPart part : parts) {
            if (part.nextMicros() < first.nextMicros()) {
                first = part;
            }
        }
        return first;
    }

    private long chosenSeed() {
        return goesWithClock ? ThreadLocalRandom.current().nextLong() : seed.orElse(SEED);
    }

    private long chosenOrigin() {
        Instant origin = goesWithClock ? clock.instant().minus(HISTORY) : ORIGIN;
        return origin.getEpochSecond();
    }

    @Override
    public Taken take(Duration waitMax) throws InterruptedException {
        if (parts.isEmpty()) {
            throw new IllegalStateException("simulator: must be started first");
        }
        if (events.isPresent() && eventsGiven >= events.getAsLong()) {
            return new Taken.Ended();
        }
        SimulatedPart from = next();
        Instant moment = EventTime.ofMicros(from.nextMicros());
        Duration wait = untilDue(moment);
        if (!wait.isZero()) {
            Thread.sleep(wait.compareTo(waitMax) < 0 ? wait : waitMax);
            if (wait.compareTo(waitMax) > 0) {
                return new Taken.Nothing();
            }
        }
        shown = Optional.of(moment);
        shownAtNanos = System.nanoTime();
        return given(from.next(), moment);
    }

    private Duration untilDue(Instant moment) {
        if (!goesWithClock) {
            return pacer.untilDue(moment, System.nanoTime());
        }
        Duration wait = Duration.between(clock.instant(), moment);
        Duration ofItsOwn =
                shown.map(it -> sinceShown(it, moment))
                        .orElse(wait.compareTo(STEP_MAX) <= 0 ? wait : Duration.ZERO);
        Duration least = wait.compareTo(ofItsOwn) < 0 ? wait : ofItsOwn;
        return least.isNegative() ? Duration.ZERO : least;
    }

    /**
     * How long it is until a moment has come at the market's own pace. The clock alone would have
     * the market stand for an hour once it was set back by one.
     */
    private Duration sinceShown(Instant last, Instant moment) {
        Duration passed = Duration.ofNanos(System.nanoTime() - shownAtNanos);
        return Duration.between(last, moment).minus(passed);
    }

    /**
     * A pair that was removed goes its way unheard, and is where it would be if it is added again.
     */
    private Taken given(SimulatedPart.Slice frame, Instant moment) {
        MarketEvent event = decoder.decode(frame.bytes(), frame.start(), frame.length(), moment);
        if (event.about().filter(followed::contains).isEmpty()) {
            return new Taken.Note();
        }
        OptionalLong line = OptionalLong.empty();
        switch (event) {
            case MarketEvent.Traded _, MarketEvent.Ticked _ -> eventsGiven++;
            case MarketEvent.BookGiven _, MarketEvent.BookChanged _ ->
                    line = OptionalLong.of(++bookLines);
            default -> {}
        }
        return new Taken.Frame(event, frame.bytes(), frame.start(), frame.length(), moment, line);
    }

    @Override
    public ObjectNode state() {
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        state.put("seed", seedUsed).put(EVENTS, eventsGiven);
        if (bookLines > 0) {
            state.put(BOOK_LINES, bookLines);
        }
        if (parts.isEmpty()) {
            return state;
        }
        parts.getFirst().writeTo(state);
        if (parts.size() > 1) {
            ArrayNode added = state.putArray(ADDED);
            parts.stream().skip(1).forEach(part -> part.writeTo(added.addObject()));
        }
        return state;
    }

    @Override
    public FeedHealth health() {
        return isOpen ? FeedHealth.FINE : FeedHealth.OFF;
    }

    @Override
    public void close() {
        isOpen = false;
    }
}
