package lab.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lab.servicekit.Health;

/**
 * How the whole pipeline is.
 *
 * @param started when it was started
 * @param deadLetters how many messages could not be read so far
 * @param trades what came again, once the job that counts it has said so
 * @param clearing what the clearing house has done, once that is known
 * @param quality what was found in the data, once they were looked through
 */
public record PipelineStatus(
        Instant started,
        Feed feed,
        List<Health.PartHealth> parts,
        List<Job> jobs,
        List<Tier> tiers,
        Optional<Instant> newestEventTime,
        long deadLetters,
        Optional<Trades> trades,
        Optional<Clearing> clearing,
        Optional<Quality> quality) {
    public PipelineStatus {
        parts = List.copyOf(parts);
        jobs = List.copyOf(jobs);
        tiers = List.copyOf(tiers);
    }

    /** The same, with what the parts say by now. */
    public PipelineStatus withParts(List<Health.PartHealth> now) {
        return new PipelineStatus(
                started,
                feed,
                now,
                jobs,
                tiers,
                newestEventTime,
                deadLetters,
                trades,
                clearing,
                quality);
    }

    /** Where events come from. */
    public enum FeedKind {
        /** An exchange, now. */
        LIVE,
        /** Made up by the simulator. */
        SIMULATED,
        /** A recording, with the times that it has. */
        RECORDED,
        /** The past as it was kept, run again beside the live market or without it. */
        REPLAYED,
        /** Nowhere, or from outside the lab. */
        NONE
    }

    /**
     * What feeds the pipeline.
     *
     * @param name the exchange's, {@code simulator}, the recording's file, or the replay's own
     * @param note what one has to know: why it is not the feed that was asked for
     * @param replay how far a replay is
     * @param pairs that are followed, or that have shown themselves
     */
    public record Feed(
            String name,
            FeedKind kind,
            Optional<String> note,
            Optional<Replay> replay,
            List<FollowedPair> pairs) {
        public Feed {
            pairs = List.copyOf(pairs);
        }

        /** Of what is not replayed. */
        public Feed(String name, FeedKind kind, Optional<String> note, List<FollowedPair> pairs) {
            this(name, kind, note, Optional.empty(), pairs);
        }

        /** Of pairs that nobody knows. */
        public Feed(String name, FeedKind kind, Optional<String> note) {
            this(name, kind, note, Optional.empty(), List.of());
        }

        /** Of a replay. */
        public Feed(String name, FeedKind kind, Optional<String> note, Optional<Replay> replay) {
            this(name, kind, note, replay, List.of());
        }

        /** Whether prices are made up. */
        @JsonProperty
        public boolean simulated() {
            return kind == FeedKind.SIMULATED;
        }
    }

    /**
     * A pair that the feed is to give.
     *
     * @param since when it was added, where pairs are chosen
     * @param state {@code live}, {@code waiting} while nothing has come of it yet, or {@code ended}
     * @param reason why it has ended
     * @param newestTick its time, in this run
     */
    public record FollowedPair(
            String pair,
            Optional<Instant> since,
            String state,
            Optional<String> reason,
            Optional<Instant> newestTick) {}

    /**
     * How far a replay is.
     *
     * @param from the first event time of its span
     * @param to the last
     * @param speed as users write it, such as {@code 60} or {@code max}
     * @param share of the span that is on the bus, 0 to 1
     * @param messages that are on the bus
     * @param leftSeconds how long the rest takes at this pace, where that is known
     */
    public record Replay(
            Instant from,
            Instant to,
            String speed,
            double share,
            long messages,
            double messagesPerSecond,
            Optional<Long> leftSeconds,
            boolean paused,
            boolean ended) {}

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

    /**
     * Trades on the bus whose id was known; the first of an id counts.
     *
     * @param repeats that said the same
     * @param conflicting that said something else
     */
    public record Trades(long repeats, long conflicting) {}

    /**
     * What the clearing house has done so far.
     *
     * @param requests that it took, repeats left out
     * @param repeats that it ignored, their order id being known
     * @param expired orders that it ignored, being too far behind their account's newest request
     * @param rejected orders and funds, by reason
     * @param terms what clearing costs and how long it waits
     * @param delayMillisP50 of the newest thousand, from a request's being on the bus to its
     *     execution's: the wait for the quote is in it
     * @param waiting what it has not answered yet, once it has said so
     */
    public record Clearing(
            Optional<Long> requests,
            Optional<Long> repeats,
            Optional<Long> expired,
            long funded,
            long filled,
            Map<String, Long> rejected,
            Optional<Terms> terms,
            Optional<Long> delayMillisP50,
            Optional<Long> delayMillisP99,
            Optional<Waiting> waiting) {
        public Clearing {
            rejected = Collections.unmodifiableSortedMap(new TreeMap<>(rejected));
        }
    }

    /**
     * The terms of clearing in force, by the newest event time.
     *
     * @param venueFees of venues whose fee is another, by name
     * @param from the first time of a request for which they hold; empty if they always did
     * @param next the change that begins next, if one is written down already
     */
    public record Terms(
            BigDecimal feeRate,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, BigDecimal> venueFees,
            BigDecimal slippage,
            long quoteWaitMs,
            Optional<Instant> from,
            Optional<Terms> next) {
        public Terms {
            venueFees = Collections.unmodifiableSortedMap(new TreeMap<>(venueFees));
        }
    }

    /**
     * Requests that wait to be cleared.
     *
     * @param requests how many, with those that wait for another of their account
     * @param account of the oldest
     * @param time of the oldest's decision, which may be far ahead
     * @param since when the bus took the oldest
     */
    public record Waiting(
            long requests,
            Optional<String> account,
            Optional<String> orderId,
            Optional<Instant> time,
            Optional<Instant> since) {}

    /**
     * What the newest look through the data found.
     *
     * @param checkedAt when that was, if ever
     * @param from since which event time, if not since the beginning
     * @param to up to which, if not up to what was there
     * @param errors how many findings
     * @param findings how many, of each rule that was broken
     * @param trouble why a later look failed
     */
    public record Quality(
            Optional<Instant> checkedAt,
            Optional<Instant> from,
            Optional<Instant> to,
            long errors,
            long warnings,
            Map<String, Long> findings,
            Optional<String> trouble) {
        public Quality {
            findings = Collections.unmodifiableSortedMap(new TreeMap<>(findings));
        }
    }

    /** Whether every part is up and every job runs. */
    @JsonProperty
    public boolean healthy() {
        return Health.isUp(parts) && jobs.stream().allMatch(job -> job.state().equals("RUNNING"));
    }
}
