package lab.cold;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions of some topics as one log: merged by the bus's stamps, then in the order in which
 * the topics were given, then by partition.
 */
public final class ColdMerge implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ColdMerge.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    private final List<ColdLog> logs;
    private final List<ColdLog.Partition> partitions = new ArrayList<>();
    private final ColdLog.Partition[] merged;
    private final Optional<ExecutorService> ahead;

    /** Below this stamp nothing is unread. */
    private long readTo = Long.MIN_VALUE;

    private ColdMerge(List<ColdLog> logs, Optional<ExecutorService> ahead) {
        this.logs = List.copyOf(logs);
        this.ahead = ahead;
        for (ColdLog log : logs) {
            partitions.addAll(log.partitions());
        }
        for (int i = 0; i < partitions.size(); i++) {
            partitions.get(i).setIndex(i);
        }
        this.merged = partitions.toArray(ColdLog.Partition[]::new);
    }

    /** One that reads when it is asked, on the thread that asks. */
    public ColdMerge(List<ColdLog> logs) {
        this(logs, Optional.empty());
    }

    /** One that reads the next row group on a thread of its own, while this one is taken. */
    public static ColdMerge readingAhead(List<ColdLog> logs) {
        return new ColdMerge(
                logs,
                Optional.of(
                        Executors.newSingleThreadExecutor(
                                Thread.ofPlatform().daemon().name("cold-read-ahead").factory())));
    }

    /** All partitions, by their index. */
    public List<ColdLog.Partition> partitions() {
        return partitions;
    }

    /**
     * The partition whose next message is the next of all, which is to be taken from it; none at
     * the end.
     */
    public ColdLog.@Nullable Partition next() throws IOException {
        while (true) {
            ColdLog.@Nullable Partition first = first();
            long stamp = first == null ? Long.MAX_VALUE : first.stamp();
            if (stamp < readTo) {
                return first;
            }
            @Nullable ColdLog behind = behind(stamp);
            if (behind == null) {
                return first;
            }
            behind.readOn();
            readTo = logs.stream().mapToLong(ColdLog::unreadFrom).min().orElse(Long.MAX_VALUE);
            ahead.ifPresent(this::readAhead);
        }
    }

    private ColdLog.@Nullable Partition first() {
        ColdLog.@Nullable Partition first = null;
        long earliest = Long.MAX_VALUE; // which is that of an empty one
        for (ColdLog.Partition partition : merged) {
            long stamp = partition.stamp();
            if (stamp < earliest) {
                earliest = stamp;
                first = partition;
            }
        }
        return first;
    }

    /** A log of which a file may have an older message, or any while there is none. */
    private @Nullable ColdLog behind(long stamp) {
        @Nullable ColdLog behind = soonest();
        return behind != null && behind.unreadFrom() <= stamp ? behind : null;
    }

    private @Nullable ColdLog soonest() {
        @Nullable ColdLog soonest = null;
        for (ColdLog log : logs) {
            long from = log.unreadFrom();
            if (from != Long.MAX_VALUE && (soonest == null || from < soonest.unreadFrom())) {
                soonest = log;
            }
        }
        return soonest;
    }

    /** One row group at a time, so that memory is bounded. */
    private void readAhead(ExecutorService executor) {
        @Nullable ColdLog soonest = soonest();
        if (soonest != null && logs.stream().noneMatch(ColdLog::isReadAhead)) {
            soonest.readAhead(executor);
        }
    }

    /** Has nobody read for it any more. */
    @Override
    public void close() {
        if (ahead.isPresent()) {
            ahead.get().shutdown();
            try {
                if (!ahead.get().awaitTermination(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                    log.warn("cold tier is still being read after {}", CLOSE_WITHIN);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
