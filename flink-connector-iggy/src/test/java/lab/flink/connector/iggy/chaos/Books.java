package lab.flink.connector.iggy.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What was sent and what has been found in the copy. A topic has a new life after each purge. A
 * message is to be found once in a life of the copy. It may be found in two of them, for one that
 * was purged before its commit was complete is sent again, and has the same id then.
 */
final class Books {

    private final Map<Integer, Log> logs = new HashMap<>();
    private final List<Log> purged = new ArrayList<>();
    private final Map<String, Log> outstanding = new HashMap<>();
    private final Map<String, Copied> copied = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private int copyLife;
    private int lost;

    private record Copied(int life, UUID id) {}

    /** A partition in one life, and the offsets of what the copy does not have of it. */
    private static final class Log {
        final int partition;
        final Map<String, Long> missing = new LinkedHashMap<>();
        long nextOffset;
        int lossesAtItsEnd;

        Log(int partition) {
            this.partition = partition;
        }

        /** A source reads in order, so what it had no time for is the end of the log. */
        boolean isCutAt(long first) {
            return nextOffset - first == missing.size();
        }
    }

    void sent(int partition, List<String> texts) {
        Log log = logs.computeIfAbsent(partition, Log::new);
        for (String text : texts) {
            log.missing.put(text, log.nextOffset++);
            outstanding.put(text, log);
        }
    }

    void found(UUID id, String text) {
        Log log = outstanding.remove(text);
        Copied before = copied.put(text, new Copied(copyLife, id));
        if (log != null) {
            log.missing.remove(text);
        } else if (before == null) {
            faults.add(text + " was never sent");
        } else if (before.life() == copyLife) {
            faults.add("%s is there twice, as %s and %s".formatted(text, before.id(), id));
        } else if (!before.id().equals(id)) {
            faults.add(
                    "%s was copied before, as %s, and now as %s".formatted(text, before.id(), id));
        }
    }

    boolean has(String text) {
        return copied.containsKey(text);
    }

    void copyPurged() {
        copyLife++;
    }

    /** What has been sent and not found may be gone in a moment. */
    void purging(ToldLosses told) {
        for (Log log : logs.values()) {
            log.lossesAtItsEnd = told.count();
            purged.add(log);
        }
        logs.clear();
    }

    /** All is done: what is missing now, and was not told, is lost. Says what is wrong. */
    List<String> settle(ToldLosses told) {
        for (Log log : logs.values()) {
            if (!log.missing.isEmpty()) {
                faults.add(missing(log, "are missing"));
            }
        }
        for (Log log : purged) {
            if (!log.missing.isEmpty()) {
                long first = log.missing.values().iterator().next();
                if (!told.has(log.partition, first, log.lossesAtItsEnd) || !log.isCutAt(first)) {
                    faults.add(missing(log, "were purged, and are missing without a word"));
                }
                lost += log.missing.size();
                outstanding.keySet().removeAll(log.missing.keySet());
            }
        }
        purged.clear();
        return faults.stream().limit(20).toList();
    }

    @Override
    public String toString() {
        return "%d copied, in %d lives of the copy; %d lost by purges of the source, and told"
                .formatted(copied.size(), copyLife + 1, lost);
    }

    private static String missing(Log log, String how) {
        return "partition %d: %d of %d %s: %s"
                .formatted(
                        log.partition,
                        log.missing.size(),
                        log.nextOffset,
                        how,
                        log.missing.entrySet().stream()
                                .limit(5)
                                .map(entry -> entry.getKey() + " at " + entry.getValue())
                                .collect(Collectors.joining(", ")));
    }
}
