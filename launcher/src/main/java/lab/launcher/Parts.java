package lab.launcher;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was started, whatever the order; closed by rank, the last first. One that hangs or fails
 * does not stop the rest.
 */
final class Parts implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Parts.class);

    private final Map<Rank, AutoCloseable> started = new ConcurrentHashMap<>();

    <T extends AutoCloseable> T add(Rank rank, T part) {
        started.put(rank, part);
        return part;
    }

    @Override
    public void close() {
        List<Rank> ranks = started.keySet().stream().sorted(Comparator.reverseOrder()).toList();
        for (Rank rank : ranks) {
            AutoCloseable part = started.remove(rank);
            if (part != null) {
                close(rank, part);
            }
        }
    }

    private static void close(Rank rank, AutoCloseable part) {
        Thread closing =
                Thread.ofPlatform()
                        .name("close-" + rank.partName())
                        .daemon()
                        .start(() -> closeQuietly(rank, part));
        try {
            if (!closing.join(rank.closesWithin())) {
                log.warn(
                        "part did not close in time part={} limit={}",
                        rank.partName(),
                        rank.closesWithin());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(Rank rank, AutoCloseable part) {
        long begin = System.nanoTime();
        try {
            part.close();
        } catch (Exception e) {
            log.warn("part closed badly part={}", rank.partName(), e);
        }
        log.info(
                "part closed part={} took_ms={}",
                rank.partName(),
                Duration.ofNanos(System.nanoTime() - begin).toMillis());
    }
}
