package lab.poller.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
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
import org.jspecify.annotations.Nullable;

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
    private static final Duration HISTORY = Duration.ofHours(1);

    /** A start that would have to wait longer for its first frame has a clock that was set back. */
    private static final Duration STEP_MAX = Duration.ofSeconds(5);

    private final FrameDecoder decoder = new CoinbaseDecoder("simulator");
    private final List<Pair> pairs;
    private final OptionalLong seed;
    private final OptionalLong events;
    private final boolean goesWithClock;
    private final InstantSource clock;
    private final Pacer pacer;
    private final Queue<byte[]> left = new ArrayDeque<>();
    private @Nullable SimulatedMarket market;
    private long seedUsed;
    private long originSecond;
    private long leftMicros;
    private int nextFrame;
    private long eventsGiven;

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
            InstantSource clock) {
        this.pairs = pairs;
        this.seed = seed;
        this.events = events;
        this.goesWithClock = goesWithClock;
        this.clock = clock;
        this.pacer = new Pacer(speed);
    }

    /**
     * Opens a market.
     *
     * @param seed which one
     * @param events how many ticker and match frames it has in all
     * @param speed how fast it is played
     */
    public static SimulatorFeed open(
            List<Pair> pairs,
            OptionalLong seed,
            OptionalLong events,
            Speed speed,
            InstantSource clock) {
        boolean goesWithClock =
                seed.isEmpty() && events.isEmpty() && speed.equals(Speed.AS_RECORDED);
        return new SimulatorFeed(pairs, seed, events, speed, goesWithClock, clock);
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
        return pairs;
    }

    /** How many events are asked for is no part of it: fewer are the beginning of more. */
    @Override
    public String identity() {
        return goesWithClock
                ? "simulator with the clock, " + pairNames()
                : "simulator seed %d from %s, %s".formatted(seed.orElse(SEED), ORIGIN, pairNames());
    }

    /** Identities held the number of events until the feed went on where fewer had ended. */
    @Override
    public boolean wasKnownAs(String identity) {
        String former =
                "simulator seed %d from %s, (\\d+ events|without end), %s"
                        .formatted(seed.orElse(SEED), ORIGIN, pairNames());
        return !goesWithClock && identity.matches(former);
    }

    private String pairNames() {
        return pairs.stream().map(Pair::name).collect(Collectors.joining(","));
    }

    @Override
    public long given(ObjectNode state) {
        return state.path(EVENTS).asLong(0);
    }

    @Override
    public boolean endsForGood() {
        return false;
    }

    @Override
    public void start(ObjectNode state) {
        seedUsed = state.path("seed").asLong(chosenSeed());
        originSecond = state.path("origin_second").asLong(chosenOrigin());
        eventsGiven = given(state);
        var begun = new SimulatedMarket(pairs, seedUsed, originSecond);
        if (state.hasNonNull("market")) {
            begun.readFrom(state.get("market"));
            for (JsonNode frame : state.path("left")) {
                left.add(frame.asText().getBytes(StandardCharsets.US_ASCII));
            }
            leftMicros = state.path("left_micros").asLong(0);
        }
        market = begun;
        isOpen = true;
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
        SimulatedMarket from = market;
        if (from == null) {
            throw new IllegalStateException("simulator: must be started first");
        }
        if (events.isPresent() && eventsGiven >= events.getAsLong()) {
            return new Taken.Ended();
        }
        if (left.isEmpty() && nextFrame >= from.frames().frames()) {
            from.step();
            nextFrame = 0;
        }
        long micros = left.isEmpty() ? from.stepMicros() : leftMicros;
        Instant moment = EventTime.ofMicros(micros);
        Duration wait = untilDue(moment);
        if (!wait.isZero()) {
            Thread.sleep(wait.compareTo(waitMax) < 0 ? wait : waitMax);
            if (wait.compareTo(waitMax) > 0) {
                return new Taken.Nothing();
            }
        }
        shown = Optional.of(moment);
        shownAtNanos = System.nanoTime();
        return left.isEmpty() ? next(from, moment) : frame(left.remove(), moment);
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

    private Taken next(SimulatedMarket from, Instant moment) {
        FrameBuffer frames = from.frames();
        int start = frames.start(nextFrame);
        int length = frames.end(nextFrame) - start;
        nextFrame++;
        return counted(frames.bytes(), start, length, moment);
    }

    private Taken frame(byte[] bytes, Instant moment) {
        return counted(bytes, 0, bytes.length, moment);
    }

    private Taken counted(byte[] bytes, int start, int length, Instant moment) {
        MarketEvent event = decoder.decode(bytes, start, length, moment);
        if (!(event instanceof MarketEvent.Beat)) {
            eventsGiven++;
        }
        return new Taken.Frame(event, bytes, start, length, moment, OptionalLong.empty());
    }

    @Override
    public ObjectNode state() {
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        state.put("seed", seedUsed).put("origin_second", originSecond).put(EVENTS, eventsGiven);
        SimulatedMarket from = market;
        if (from != null) {
            from.writeTo(state.putObject("market"));
            writeLeft(from, state);
        }
        return state;
    }

    private void writeLeft(SimulatedMarket from, ObjectNode state) {
        ArrayNode frames = state.putArray("left");
        state.put("left_micros", left.isEmpty() ? from.stepMicros() : leftMicros);
        for (byte[] frame : left) {
            frames.add(new String(frame, StandardCharsets.US_ASCII));
        }
        FrameBuffer made = from.frames();
        for (int i = nextFrame; i < made.frames(); i++) {
            int start = made.start(i);
            frames.add(
                    new String(
                            made.bytes(), start, made.end(i) - start, StandardCharsets.US_ASCII));
        }
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
