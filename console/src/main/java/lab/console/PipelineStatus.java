package lab.console;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lab.servicekit.Health;

/**
 * How the whole pipeline is.
 *
 * @param started when it was started
 * @param deadLetters how many messages could not be read so far
 */
public record PipelineStatus(
        Instant started,
        Feed feed,
        List<Health.PartHealth> parts,
        List<Job> jobs,
        List<Tier> tiers,
        Optional<Instant> newestEventTime,
        long deadLetters) {
    public PipelineStatus {
        parts = List.copyOf(parts);
        jobs = List.copyOf(jobs);
        tiers = List.copyOf(tiers);
    }

    /** Where events come from. */
    public enum FeedKind {
        /** An exchange, now. */
        LIVE,
        /** Made up by the simulator. */
        SIMULATED,
        /** A recording, with the times that it has. */
        RECORDED,
        /** Nowhere, or from outside the lab. */
        NONE
    }

    /**
     * What feeds the pipeline.
     *
     * @param name the exchange's, {@code simulator}, or the recording's file
     * @param note what one has to know: why it is not the feed that was asked for
     */
    public record Feed(String name, FeedKind kind, Optional<String> note) {
        /** Whether prices are made up. */
        @JsonProperty
        public boolean simulated() {
            return kind == FeedKind.SIMULATED;
        }
    }

    /**
     * One Flink job.
     *
     * @param state as Flink says it: {@code RUNNING}, {@code RESTARTING} and so on
     * @param lagMessages how many messages on the bus it has not read yet, where that is known
     * @param lastCheckpoint when its newest complete one ended
     * @param notes what one has to know of how it was started
     */
    public record Job(
            String name,
            String state,
            Optional<Long> lagMessages,
            Optional<Instant> lastCheckpoint,
            Optional<String> reason,
            List<String> notes) {
        public Job {
            notes = List.copyOf(notes);
        }
    }

    /**
     * One tier of tables.
     *
     * @param name {@code hot}, {@code warm} or {@code cold}
     * @param newestEventTime of what it holds
     */
    public record Tier(String name, Optional<Instant> newestEventTime, Optional<Long> rows) {}

    /** Whether every part is up and every job runs. */
    @JsonProperty
    public boolean healthy() {
        return Health.isUp(parts) && jobs.stream().allMatch(job -> job.state().equals("RUNNING"));
    }

    /** What is known where nothing but this page runs. */
    static PipelineStatus ofConsoleAlone(Instant started, Health health) {
        return new PipelineStatus(
                started,
                new Feed("unknown", FeedKind.NONE, Optional.empty()),
                health.snapshot(),
                List.of(),
                List.of(),
                Optional.empty(),
                0);
    }
}
