package lab.cold;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The partitions of some topics as one log: merged by the bus's stamps, then in the order in which
 * the topics were given, then by partition.
 */
public final class ColdMerge {
    private final List<ColdLog> logs;
    private final List<ColdLog.Partition> partitions = new ArrayList<>();

    /** Below this stamp nothing is unread. */
    private long readTo = Long.MIN_VALUE;

    public ColdMerge(List<ColdLog> logs) {
        this.logs = List.copyOf(logs);
        for (ColdLog log : logs) {
            partitions.addAll(log.partitions());
        }
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
        }
    }

    private ColdLog.@Nullable Partition first() {
        ColdLog.@Nullable Partition first = null;
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < partitions.size(); i++) {
            ColdLog.Partition partition = partitions.get(i);
            if (!partition.isEmpty()) {
                long stamp = partition.stamp();
                if (first == null || stamp < earliest) {
                    earliest = stamp;
                    first = partition;
                }
            }
        }
        return first;
    }

    /** A log of which a file may have an older message, or any while there is none. */
    private @Nullable ColdLog behind(long stamp) {
        @Nullable ColdLog behind = null;
        for (ColdLog log : logs) {
            long from = log.unreadFrom();
            if (from != Long.MAX_VALUE
                    && from <= stamp
                    && (behind == null || from < behind.unreadFrom())) {
                behind = log;
            }
        }
        return behind;
    }
}
