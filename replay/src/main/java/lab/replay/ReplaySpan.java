package lab.replay;

import java.time.Instant;
import java.util.Map;

/**
 * What a replay is going to give, as far as the files tell before they are read.
 *
 * @param first the oldest event time
 * @param last the newest
 * @param messages at most so many
 * @param snapshots of the tables, by name; a table that had nothing then is not there
 */
public record ReplaySpan(Instant first, Instant last, long messages, Map<String, Long> snapshots) {
    public ReplaySpan {
        snapshots = Map.copyOf(snapshots);
    }

    /** How much of it lies before a moment, from 0 to 1. */
    double share(Instant moment) {
        double all = last.toEpochMilli() - first.toEpochMilli();
        double done = moment.toEpochMilli() - first.toEpochMilli();
        return all <= 0 ? 1 : Math.clamp(done / all, 0, 1);
    }
}
