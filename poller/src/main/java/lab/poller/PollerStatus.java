package lab.poller;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import lab.poller.books.BookHealth;
import lab.poller.feed.FeedHealth;
import lab.topics.Topic;

/**
 * How a poller is doing. Counts are since it started.
 *
 * @param feed what a user calls it
 * @param simulated whether its market is made up, or stands in for one
 * @param connected whether frames can come
 * @param busConnected whether the last attempt to reach the bus succeeded
 * @param frames that were taken from the feed
 * @param conflicting trades whose id came before with other content, in all runs of the feed; the
 *     first counts, and all of them stand on the bus
 * @param published what the bus has acknowledged, by topic
 * @param newestEventTime the newest exchange time seen
 * @param ended whether the feed has ended and all of it is on the bus
 * @param waitingFor the part that the feed may not outrun and has been waiting for
 * @param incomplete why the feed gave less than it was to give, such as a recording that is cut off
 * @param failure what stopped it for good
 * @param trouble what keeps it from working, if anything
 */
public record PollerStatus(
        String feed,
        String exchange,
        boolean simulated,
        boolean connected,
        boolean busConnected,
        long frames,
        long trades,
        long conflicting,
        long ticks,
        long heartbeats,
        long deadLetters,
        FeedHealth health,
        BookHealth books,
        Map<Topic, Long> published,
        long undelivered,
        Optional<Instant> newestEventTime,
        boolean ended,
        Optional<String> waitingFor,
        Optional<String> incomplete,
        Optional<String> failure,
        Optional<String> trouble) {
    public PollerStatus {
        published = Map.copyOf(published);
    }
}
