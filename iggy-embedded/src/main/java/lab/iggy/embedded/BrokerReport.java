package lab.iggy.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lab.iggy.embedded.storage.TornTail;

/**
 * What a broker found when it started.
 *
 * @param tornTails logs whose end was not written to the last byte, and was cut
 * @param orphans directories of partitions that had been deleted, but not to the end
 * @param offsetsLowered stored consumer offsets that lay past the newest message
 */
public record BrokerReport(
        int streams,
        int topics,
        int partitions,
        long messages,
        List<TornTail> tornTails,
        List<Path> orphans,
        int offsetsLowered,
        Duration took) {
    public BrokerReport {
        tornTails = List.copyOf(tornTails);
        orphans = List.copyOf(orphans);
    }

    /** Whether everything was as it had been left. */
    public boolean isClean() {
        return tornTails.isEmpty() && orphans.isEmpty() && offsetsLowered == 0;
    }
}
