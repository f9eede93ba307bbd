package lab.flink.sql.clearing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import lab.domain.Heartbeat;
import lab.domain.MarketClock;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.QuoteBook;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.BusOffsets;
import lab.topics.HeartbeatCodec;
import lab.topics.MalformedMessage;
import lab.topics.TermsCodec;
import lab.topics.TickCodec;
import lab.topics.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker how far event time has come: first what the newest heartbeats or ticks say, then
 * where each partition of the ticks ends.
 *
 * <p>In this order it proves something. A feed sends a heartbeat behind all that it speaks of. So
 * if a reader has read a partition to an end that was asked for after the heartbeat had been there,
 * then no tick older than the heartbeat is still to come from it, and event time may move on there.
 * Where there are no heartbeats, a tick stands in for them: the newest of any partition that has
 * been there for {@link #BELIEVED_AFTER}. That proves it only for writers that by then have brought
 * all their partitions to within {@link QuoteBook#GRACE} of it.
 *
 * <p>It asks on a thread of its own, and only when it is told to.
 */
final class MarketLook implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MarketLook.class);

    /** The newest messages of a partition that are looked at for one that is a tick. */
    private static final int TAIL = 16;

    /** Ticks that are so much newer than the last heartbeat are not of the feed that gave it. */
    private static final Duration FEED_LOST = Duration.ofMinutes(2);

    /** For so long a writer may be busy with one partition before it comes to the next. */
    static final Duration BELIEVED_AFTER = Duration.ofSeconds(5);

    /** Beyond the wait for a quote. */
    private static final Duration AFTER_THE_WAIT = QuoteBook.GRACE.plusMillis(1);

    private final String stream;
    private final MarketClock clock;
    private final BusOffsets offsets;
    private final AtomicBoolean isAsking = new AtomicBoolean();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("clearing-look").factory());
    private final Deque<Sighting> sightings = new ArrayDeque<>();
    private Optional<Instant> believed = Optional.empty();
    private volatile Optional<Seen> newest = Optional.empty();

    /** A tick that was the newest of all, and since when. */
    private record Sighting(Instant time, long sinceNanos) {}

    /**
     * What the topic held.
     *
     * @param newestTime that was shown before the ends were asked for, by a feed or, some time
     *     before, by a tick; empty if there was none
     * @param isProven whether a feed says so
     * @param ends the offset of the next message of each partition
     */
    record Seen(Optional<Instant> newestTime, boolean isProven, Map<Integer, Long> ends) {
        long end(int partition) {
            Long end = ends.get(partition);
            return end == null ? 0 : end;
        }
    }

    MarketLook(MarketSource source) throws IOException {
        this.stream = source.stream();
        this.clock = source.clock();
        this.offsets = new BusOffsets(source.connection());
    }

    /** What was seen at the last look. */
    Optional<Seen> newest() {
        return newest;
    }

    /** Looks again, unless it is at it. */
    void refresh() {
        if (isAsking.compareAndSet(false, true)) {
            thread.execute(this::look);
        }
    }

    private void look() {
        try {
            Duration longestWait = longestWait(offsets.tail(stream, Topic.TERMS, TAIL));
            Optional<Instant> ofFeeds =
                    timeOfFeeds(offsets.tail(stream, Topic.HEARTBEATS, TAIL), longestWait);
            Optional<Instant> ofTicks =
                    offsets.tail(stream, Topic.PRICES, TAIL).stream()
                            .flatMap(message -> time(message).stream())
                            .max(Instant::compareTo);
            boolean haveFeeds =
                    ofFeeds.isPresent()
                            && ofTicks.filter(ofFeeds.get().plus(FEED_LOST)::isBefore).isEmpty();
            newest =
                    Optional.of(
                            new Seen(
                                    haveFeeds ? ofFeeds : believed(ofTicks),
                                    haveFeeds,
                                    offsets.ends(stream, Topic.PRICES)));
        } catch (BusException e) {
            log.debug("look failed reason={}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            isAsking.set(false);
        }
    }

    /**
     * What the feeds say. Where all have ended no tick is to come, so that what still waits for a
     * quote need not any more: as if the time of its wait had passed.
     */
    private Optional<Instant> timeOfFeeds(List<BusMessage> tail, Duration longestWait) {
        Map<Integer, Heartbeat> last = new HashMap<>();
        Optional<Instant> newest = Optional.empty();
        for (BusMessage message : tail) {
            try {
                Heartbeat heartbeat =
                        HeartbeatCodec.decode(message.payload(), clock.receipt(message.time()));
                last.put(message.partition(), heartbeat);
                newest =
                        newest.filter(heartbeat.time()::isBefore)
                                .or(() -> Optional.of(heartbeat.time()));
            } catch (MalformedMessage e) {
                log.debug("not a heartbeat reason={}", e.reason());
            }
        }
        boolean haveEnded = last.values().stream().allMatch(Heartbeat::ended);
        return newest.map(time -> haveEnded ? time.plus(longestWait).plus(AFTER_THE_WAIT) : time);
    }

    /** An order may still wait by terms that were replaced since. */
    private static Duration longestWait(List<BusMessage> changes) {
        Duration longest = ClearingTerms.STANDARD.quoteWait();
        for (BusMessage change : changes) {
            try {
                Duration wait =
                        TermsCodec.decode(change.payload(), change.time()).terms().quoteWait();
                longest = wait.compareTo(longest) > 0 ? wait : longest;
            } catch (MalformedMessage e) {
                log.debug("not a change of terms reason={}", e.reason());
            }
        }
        return longest;
    }

    /** Of the ticks seen so far the newest that has been there for long enough. */
    private Optional<Instant> believed(Optional<Instant> newestTick) {
        long now = System.nanoTime();
        if (newestTick.isPresent() && isNews(newestTick.get())) {
            sightings.addLast(new Sighting(newestTick.get(), now));
        }
        long until = now - BELIEVED_AFTER.toNanos();
        while (!sightings.isEmpty() && sightings.getFirst().sinceNanos() - until <= 0) {
            believed = Optional.of(sightings.removeFirst().time());
        }
        return believed;
    }

    private boolean isNews(Instant time) {
        return sightings.isEmpty()
                ? believed.filter(it -> !time.isAfter(it)).isEmpty()
                : time.isAfter(sightings.getLast().time());
    }

    private Optional<Instant> time(BusMessage message) {
        try {
            return Optional.of(
                    TickCodec.decode(message.payload(), clock.receipt(message.time())).time());
        } catch (MalformedMessage e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        offsets.close();
    }
}
