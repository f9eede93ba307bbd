package lab.flink.sql.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one job is.
 *
 * @param job {@code hot}, {@code warm}, {@code cold} or {@code clearing}
 * @param state in Flink's words: {@code RUNNING}, {@code RESTARTING}, {@code FAILED} …; or {@link
 *     #REFUSED}
 * @param restarts since it was submitted
 * @param restored whether it began from a checkpoint
 * @param lastCheckpoint the newest complete one
 * @param failure the root cause of its last restart or failure, in one line, or why it was refused
 * @param isBeyondRestart whether it will fail by that again at each restart in this JVM
 * @param sources the topics it reads, each with the consumer under whose name the broker holds how
 *     far the newest complete checkpoint covers it
 * @param notes what a person should know of how it was started: that a checkpoint could not be
 *     read, for one
 * @param counters what its operators count over all its runs, by name
 */
public record JobReport(
        String job,
        String state,
        int restarts,
        boolean restored,
        Optional<Checkpoint> lastCheckpoint,
        Optional<String> failure,
        boolean isBeyondRestart,
        List<Source> sources,
        List<String> notes,
        Map<String, Long> counters) {

    /** What its checkpoints hold does not fit, so that it was not started. */
    public static final String REFUSED = "REFUSED";

    /** One complete checkpoint. */
    public record Checkpoint(long id, Instant completed, Duration took, long bytes) {}

    /** A topic that a job reads, and the name that the job commits its offsets under. */
    public record Source(String stream, String topic, String consumer) {}

    public JobReport {
        sources = List.copyOf(sources);
        notes = List.copyOf(notes);
        counters = Map.copyOf(counters);
    }

    public boolean isRefused() {
        return state.equals(REFUSED);
    }

    public boolean isRunning() {
        return state.equals("RUNNING");
    }
}
