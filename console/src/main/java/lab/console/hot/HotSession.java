package lab.console.hot;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lab.servicekit.Health;
import lab.servicekit.Lately;
import org.apache.fluss.client.Connection;
import org.apache.fluss.client.admin.Admin;

/**
 * One connection to the hot tier and what is read over it.
 *
 * <p>A scanner whose server was replaced may wait for ever without an error. So it is asked now and
 * then how much lies ahead: rows that lie there and do not come end the session.
 */
final class HotSession implements AutoCloseable {
    /** Short, since the logs take turns: it is what one may wait for the other. */
    private static final Duration POLL = Duration.ofMillis(20);

    private static final Duration WATCH = Duration.ofSeconds(5);
    private static final int OPEN_FAILURES_MAX = 10;
    private static final Duration STALLED = Duration.ofSeconds(10);

    private final Connection connection;
    private final Health.Part part;
    private final InstantSource clock;
    private final Instant backlogSince;
    private final List<HotLog> waiting;
    private final List<HotLog.Reading> open = new ArrayList<>();
    private final Map<HotLog, Instant> behindSince = new HashMap<>();
    private Instant watchedAt;
    private int openFailures;

    HotSession(
            Connection connection,
            List<HotLog> logs,
            Health.Part part,
            InstantSource clock,
            Duration backlog) {
        this.connection = connection;
        this.part = part;
        this.clock = clock;
        this.backlogSince = clock.instant().minus(backlog);
        this.waiting = new ArrayList<>(logs);
        this.watchedAt = Instant.MIN;
    }

    /** Reads a little of each log, and now and then looks whether all is as it should be. */
    void step() throws InterruptedException {
        if (isDue()) {
            openWaiting();
            for (HotLog.Reading reading : open) {
                watch(reading.log());
            }
            watchedAt = clock.instant();
        }
        if (open.isEmpty()) {
            Thread.sleep(POLL);
        }
        for (HotLog.Reading reading : open) {
            if (reading.poll(POLL) > 0) {
                behindSince.remove(reading.log());
            }
        }
    }

    private boolean isDue() {
        Duration interval = waiting.isEmpty() ? WATCH : WATCH.dividedBy(10);
        return !Lately.isWithin(interval, watchedAt, clock.instant());
    }

    private void openWaiting() throws InterruptedException {
        Admin admin = connection.getAdmin();
        for (HotLog log : List.copyOf(waiting)) {
            if (log.exists(admin) && opens(log)) {
                waiting.remove(log);
            }
        }
        if (waiting.isEmpty()) {
            part.up();
        } else {
            part.starting(
                    "waits for "
                            + waiting.stream()
                                    .map(log -> "hot." + log.path())
                                    .collect(Collectors.joining(", ")));
        }
    }

    /** A table that was only just made has no leaders for a moment. */
    private boolean opens(HotLog log) throws InterruptedException {
        try {
            open.add(log.open(connection, backlogSince));
            return true;
        } catch (HotTierException e) {
            if (++openFailures >= OPEN_FAILURES_MAX) {
                throw e;
            }
            return false;
        }
    }

    private void watch(HotLog log) throws InterruptedException {
        Admin admin = connection.getAdmin();
        if (!log.isSameTable(admin)) {
            throw new HotTierException("%s: was made anew".formatted(log.path()));
        }
        Map<Integer, Long> ahead = log.ahead(admin);
        if (ahead.values().stream().anyMatch(rows -> rows < 0)) {
            throw new HotTierException("%s: has lost its newest rows".formatted(log.path()));
        }
        if (ahead.values().stream().noneMatch(rows -> rows > 0)) {
            behindSince.remove(log);
            return;
        }
        Instant now = clock.instant();
        Instant since = behindSince.merge(log, now, (known, it) -> known.isAfter(it) ? it : known);
        if (!now.isBefore(since.plus(STALLED))) {
            throw new HotTierException(
                    "%s: gives no rows though it has some".formatted(log.path()));
        }
    }

    @Override
    public void close() {
        open.forEach(HotLog.Reading::close);
    }
}
