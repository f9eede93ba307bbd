package lab.flink.sql.tables;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/**
 * A tag for each day: what a table of the cold tier held when the day was over, in UTC by this
 * machine's clock. A day without a commit has none.
 */
final class DayTags {
    static final String PREFIX = "day-";

    /** A tag goes, and with it what only the tag still needs, when its snapshot is this old. */
    static final Duration KEPT = Duration.ofDays(30);

    private DayTags() {}

    /** Adds those that are missing of the days whose snapshots are still there. */
    static void add(Table table, Instant now) {
        Map<String, Snapshot> wanted = lastOfEachDay(table, now);
        wanted.entrySet().removeIf(each -> isThere(table.refs().get(each.getKey()), each));
        if (wanted.isEmpty()) {
            return;
        }
        ManageSnapshots change = table.manageSnapshots();
        wanted.forEach((name, snapshot) -> {
            if (table.refs().containsKey(name)) {
                // A job went back to before the day's end, and on from there
                change.replaceTag(name, snapshot.snapshotId());
            } else {
                change.createTag(name, snapshot.snapshotId());
            }
            change.setMaxRefAgeMs(name, KEPT.toMillis());
        });
        change.commit();
    }

    private static Map<String, Snapshot> lastOfEachDay(Table table, Instant now) {
        Map<String, Snapshot> last = new TreeMap<>();
        LocalDate today = day(now);
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            Instant made = Instant.ofEpochMilli(snapshot.timestampMillis());
            if (made.isBefore(now.minus(KEPT))) {
                break;
            }
            if (day(made).isBefore(today)) {
                last.putIfAbsent(PREFIX + day(made), snapshot);
            }
        }
        return last;
    }

    private static boolean isThere(
            @Nullable SnapshotRef there, Map.Entry<String, Snapshot> wanted) {
        return there != null && there.snapshotId() == wanted.getValue().snapshotId();
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
