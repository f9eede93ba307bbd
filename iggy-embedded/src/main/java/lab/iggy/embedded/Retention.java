package lab.iggy.embedded;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import lab.iggy.embedded.catalog.CatalogKeeper;
import lab.iggy.embedded.catalog.TopicEntry;
import lab.iggy.embedded.storage.offsets.Partition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes segments that a topic no longer has to keep: those whose messages have all expired, and
 * the oldest ones of a topic that is about to reach its size. A segment that has been written to
 * for an eighth of the time is closed, so that a message outlives its time by no more than that. As
 * with the real server, a segment that somebody who stored an offset has still to read stays.
 */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    /** A topic is trimmed when it has reached nine tenths of its size. */
    private static final long TENTHS = 9;

    /** A segment spans at most this part of the time that its topic keeps messages. */
    private static final long SPANS = 8;

    private final CatalogKeeper catalog;
    private final InstantSource clock;

    Retention(CatalogKeeper catalog, InstantSource clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    void enforce() throws IOException {
        for (var topic : catalog.catalog().topics().toList()) {
            int removed = 0;
            if (topic.settings().expires()) {
                removed += removeExpired(topic);
            }
            if (topic.settings().limited()) {
                removed += trim(topic);
            }
            if (removed > 0) {
                LOG.atInfo()
                        .addKeyValue("topic", topic.name())
                        .addKeyValue("segments", removed)
                        .log("old segments removed");
            }
        }
    }

    private int removeExpired(TopicEntry topic) throws IOException {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        long before = now - topic.settings().expiryMicros();
        int removed = 0;
        for (var partition : topic.partitions()) {
            partition.log().rollIfOlder(now - topic.settings().expiryMicros() / SPANS);
            while (partition.log().deleteOldestIf(before, partition.offsets().barrier())) {
                removed++;
            }
        }
        return removed;
    }

    private static int trim(TopicEntry topic) throws IOException {
        long limit = topic.settings().maxBytes() / 10 * TENTHS;
        int removed = 0;
        while (topic.sizeBytes() >= limit && removeOldest(topic)) {
            removed++;
        }
        return removed;
    }

    private static boolean removeOldest(TopicEntry topic) throws IOException {
        var oldestFirst =
                topic.partitions().stream()
                        .filter(partition -> partition.log().oldestClosed().isPresent())
                        .sorted(
                                Comparator.comparingLong((Partition p) ->
                                        p.log().oldestClosed().orElse(Long.MAX_VALUE)))
                        .toList();
        for (var partition : oldestFirst) {
            if (partition.log().deleteOldestClosed(partition.offsets().barrier())) {
                return true;
            }
        }
        return false;
    }
}
