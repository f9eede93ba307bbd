package lab.flink.sql.clearing.read;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import lab.domain.EventTime;
import lab.domain.MarketClock;
import lab.domain.Tick;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.quote.QuoteBook;
import lab.domain.progress.Heartbeat;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.BusOffsets;
import lab.topics.Topic;
import lab.topics.codec.HeartbeatCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.TermsCodec;
import lab.topics.codec.TickCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker how far event time has come: first what stands on the topics of heartbeats and
 * ticks, then where each partition of the ticks ends.
 *
 * <p>In this order it proves something. No tick behind an end can have been taken before a message
 * that was there when the end was asked for. And a feed sends a heartbeat behind all that it speaks
 * of: if a reader has read a partition to such an end, no tick older than the heartbeat is still to
 * come from it.
 *
 * <p>Where no feed sends heartbeats, because another client writes ticks alone, nothing is proven,
 * and it is careful instead, for what it says is written down and holds. If the market is real and
 * the ticks are as old as their stamps, the bus's clock is the market's, and event time has come to
 * {@link #LIVE_PATIENCE} before it. If they are not, somebody loads the past, perhaps one pair
 * after the other: event time has come to the newest tick when for {@link #QUIET_FOR} nobody has
 * written any.
 *
 * <p>It asks on a thread of its own, and only when it is told to. The clock that it looks at says
 * how long ago something was seen, and decides no more than when to look closer.
 */
public final class MarketLook implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MarketLook.class);

    /** The newest messages of a partition that are looked at for one that can be read. */
    private static final int TAIL = 16;

    /** Ticks that are so much newer than the last heartbeat are not of the feed that gave it. */
    private static final Duration FEED_LOST = Duration.ofMinutes(2);

    /** A feed of the present that has said nothing for so long has gone. */
    private static final Duration FEED_SILENT = Duration.ofMinutes(10);

    /** Ticks are of the present if the bus took them no later after their time. */
    private static final Duration LIVE_WITHIN = Duration.ofSeconds(10);

    /** By so much a client's ticks may come late, beyond {@link QuoteBook#GRACE}. */
    static final Duration LIVE_PATIENCE = Duration.ofSeconds(20);

    /** A client that loads the past may be cut off for as long between two messages. */
    static final Duration QUIET_FOR = Duration.ofSeconds(20);

    /** Beyond the wait for a quote. */
    private static final Duration AFTER_THE_WAIT = QuoteBook.GRACE.plusMillis(1);

    private static final long NANOS_A_MICRO = 1_000;

    private final String stream;
    private final MarketClock clock;
    private final BusOffsets offsets;
    private final AskingThread<Seen> thread;
    private final AtomicLong wanted = new AtomicLong(Long.MIN_VALUE);
    private long newestStamp = Long.MIN_VALUE;
    private long newestStampAtNanos;
    private Map<Integer, Long> endsBefore = Map.of();
    private long quietSinceNanos;

    /**
     * What the bus held.
     *
     * @param taken the newest stamp, in microseconds, of what was there before the ends were asked
     *     for
     * @param passed how far event time has come, for orders that wait
     * @param shown how far it has come, for those who want to know how far the clearing house is
     * @param ends the offset of the next message of each partition
     */
    public record Seen(
            long taken,
            Optional<Instant> passed,
            Optional<Instant> shown,
            Map<Integer, Long> ends) {
        public long end(int partition) {
            Long end = ends.get(partition);
            return end == null ? 0 : end;
        }
    }

    /** A readable message, when the bus took it. */
    private record Dated<T>(T content, Instant taken) {}

    /** What a topic's newest messages are. */
    private record Tail<T>(List<Dated<T>> readable, Map<Integer, T> last) {
        Optional<Dated<T>> newest() {
            return readable.stream().max(Comparator.comparing(Dated::taken));
        }
    }

    public MarketLook(MarketSource source) throws IOException {
        this.stream = source.stream();
        this.clock = source.clock();
        this.offsets = new BusOffsets(source.connection());
        this.thread = new AskingThread<>("clearing-look", this::look);
    }

    /** What was seen at the last look. */
    public Optional<Seen> newest() {
        return thread.newest();
    }

    /**
     * Looks again, unless it is at it.
     *
     * @param taken a stamp of a message that is on the bus
     */
    public void refresh(long taken) {
        wanted.accumulateAndGet(taken, Math::max);
        thread.ask();
    }

    private Optional<Seen> look() throws BusException, InterruptedException {
        long known = wanted.get();
        Duration longestWait = longestWait(offsets.tail(stream, Topic.TERMS, TAIL));
        List<BusMessage> heartbeatTail = offsets.tail(stream, Topic.HEARTBEATS, TAIL);
        List<BusMessage> tickTail = offsets.tail(stream, Topic.PRICES, TAIL);
        Map<Integer, Long> ends = offsets.ends(stream, Topic.PRICES);
        long now = System.nanoTime();
        long taken =
                Stream.concat(heartbeatTail.stream(), tickTail.stream())
                        .mapToLong(message -> EventTime.toMicros(message.time()))
                        .reduce(known, Math::max);
        if (taken == Long.MIN_VALUE) {
            return Optional.empty();
        }
        if (taken > newestStamp) {
            newestStamp = taken;
            newestStampAtNanos = now;
        }
        if (!ends.equals(endsBefore)) {
            endsBefore = ends;
            quietSinceNanos = now;
        }
        Instant busNow =
                EventTime.ofMicros(newestStamp + (now - newestStampAtNanos) / NANOS_A_MICRO);
        boolean isQuiet = now - quietSinceNanos >= QUIET_FOR.toNanos();
        Tail<Heartbeat> heartbeats = tail(heartbeatTail, HeartbeatCodec::decode);
        Tail<Tick> ticks = tail(tickTail, TickCodec::decode);
        Optional<Instant> newestTick =
                ticks.readable().stream()
                        .map(tick -> tick.content().time())
                        .max(Comparator.naturalOrder());
        Optional<Instant> ofFeeds =
                timeOfFeeds(heartbeats, busNow, longestWait)
                        .filter(time ->
                                newestTick.filter(time.plus(FEED_LOST)::isBefore).isEmpty());
        if (ofFeeds.isPresent()) {
            return Optional.of(new Seen(taken, ofFeeds, ofFeeds, ends));
        }
        boolean isLive =
                ticks.newest()
                        .filter(tick -> isLive(tick.content().time(), tick.taken()))
                        .isPresent();
        Optional<Instant> quiet = newestTick.filter(_ -> isQuiet);
        return Optional.of(
                isLive
                        ? new Seen(
                                taken, Optional.of(busNow.minus(LIVE_PATIENCE)), newestTick, ends)
                        : new Seen(taken, quiet, quiet, ends));
    }

    /** Whether that is a time of the present, which only a real market has. */
    private boolean isLive(Instant time, Instant taken) {
        return clock == MarketClock.REAL && !time.isBefore(taken.minus(LIVE_WITHIN));
    }

    /**
     * What the feeds say. Where all have ended no tick is to come, so that what still waits for a
     * quote need not any more: as if the time of its wait had passed.
     */
    private Optional<Instant> timeOfFeeds(
            Tail<Heartbeat> heartbeats, Instant busNow, Duration longestWait) {
        boolean haveGone =
                heartbeats
                        .newest()
                        .filter(newest -> isLive(newest.content().time(), newest.taken()))
                        .filter(newest -> newest.taken().plus(FEED_SILENT).isBefore(busNow))
                        .isPresent();
        boolean haveEnded = heartbeats.last().values().stream().allMatch(Heartbeat::ended);
        return heartbeats.readable().stream()
                .map(heartbeat -> heartbeat.content().time())
                .max(Comparator.naturalOrder())
                .map(time -> haveEnded ? time.plus(longestWait).plus(AFTER_THE_WAIT) : time)
                .filter(_ -> haveEnded || !haveGone);
    }

    /** An order may still wait by terms that were replaced since. */
    private Duration longestWait(List<BusMessage> changes) {
        Duration longest = ClearingTerms.STANDARD.quoteWait();
        for (BusMessage change : changes) {
            try {
                Instant taken = change.time();
                Duration wait =
                        TermsCodec.decode(change.payload(), taken, clock.receipt(taken))
                                .terms()
                                .usual()
                                .quoteWait();
                longest = wait.compareTo(longest) > 0 ? wait : longest;
            } catch (MalformedMessage e) {
                log.debug("not a change of terms reason={}", e.reason());
            }
        }
        return longest;
    }

    private interface Decoder<T> {
        T decode(byte[] payload, Instant received) throws MalformedMessage;
    }

    private <T> Tail<T> tail(List<BusMessage> messages, Decoder<T> decoder) {
        List<Dated<T>> readable = new ArrayList<>();
        Map<Integer, T> last = new HashMap<>();
        for (BusMessage message : messages) {
            try {
                T content = decoder.decode(message.payload(), clock.receipt(message.time()));
                readable.add(new Dated<>(content, message.time()));
                last.put(message.partition(), content);
            } catch (MalformedMessage e) {
                log.debug("not read topic={} reason={}", message.topic(), e.reason());
            }
        }
        return new Tail<>(readable, last);
    }

    @Override
    public void close() {
        thread.close();
        offsets.close();
    }
}
