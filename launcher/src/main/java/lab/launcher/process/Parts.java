package lab.launcher.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was started, whatever the order; closed by rank, the last first, and within a rank what was
 * started last. One that hangs or fails does not stop the rest.
 */
public final class Parts implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Parts.class);

    private final List<Started> started = new ArrayList<>();

    private record Started(Rank rank, String name, AutoCloseable part) {}

    public <T extends AutoCloseable> T add(Rank rank, T part) {
        return add(rank, rank.partName(), part);
    }

    /** One of several of its rank. */
    public synchronized <T extends AutoCloseable> T add(Rank rank, String name, T part) {
        started.add(new Started(rank, name, part));
        return part;
    }

    @Override
    public void close() {
        inOrderOfClosing().forEach(Parts::close);
    }

    private synchronized List<Started> inOrderOfClosing() {
        List<Started> all =
                started.reversed().stream()
                        .sorted(Comparator.comparing(Started::rank).reversed())
                        .toList();
        started.clear();
        return all;
    }

    private static void close(Started part) {
        Duration limit = part.rank().closesWithin();
        Thread closing =
                Thread.ofPlatform()
                        .name("close-" + part.name())
                        .daemon()
                        .start(() -> closeQuietly(part));
        try {
            if (!closing.join(limit)) {
                log.warn("part did not close in time part={} limit={}", part.name(), limit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(Started part) {
        long begin = System.nanoTime();
        try {
            part.part().close();
        } catch (Exception e) {
            log.warn("part closed badly part={}", part.name(), e);
        }
        log.info(
                "part closed part={} took_ms={}",
                part.name(),
                Duration.ofNanos(System.nanoTime() - begin).toMillis());
    }
}
