package lab.flink.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.files.KeptFile;
import lab.flink.sql.job.JobRefusedException;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.loss.BusReach;
import lab.flink.sql.state.CheckpointStore;
import lab.flink.sql.state.StateRecord;
import lab.flink.sql.tables.ColdMessages;
import lab.flink.sql.tables.Derived;
import lab.flink.sql.tables.Migrations;

/** What a start of this version would do to the jobs' state and the tables of a directory. */
public final class Upgrade {
    /** What says in which format checkpoints and tables are. */
    public static final List<KeptFile> KEPT = List.of(StateRecord.KEPT, Migrations.KEPT);

    private Upgrade() {}

    /** What becomes of a job. */
    public enum Outcome {
        /** It goes on from its newest checkpoint that can be read. */
        RESTORED,
        /** It has no checkpoint, or keeps none: it begins anew or behind what its tables hold. */
        BEGUN,
        /** What its checkpoints hold does not fit. */
        REFUSED
    }

    /**
     * One job.
     *
     * @param told which checkpoint, or why not
     */
    public record Job(String job, Outcome outcome, String told) {}

    /** Reads checkpoints and changes nothing; in the order of the jobs' files. */
    public static List<Job> jobs(TierSettings tiers, Path checkpoints, BusReach bus)
            throws IOException {
        var jobs = new ArrayList<Job>();
        for (LabJob job : LabJob.values()) {
            if (job.isOfBooks() && !hasRun(job, checkpoints)) {
                continue; // most labs have no books
            }
            jobs.add(job(job, tiers, checkpoints, bus));
        }
        return jobs;
    }

    /** Whether a job has left checkpoints, of whatever use. */
    public static boolean hasRun(LabJob job, Path checkpoints) {
        return Files.isDirectory(checkpoints.resolve(job.jobName()));
    }

    /**
     * The jobs of the cold tier whose checkpoints do not fit. No bus is asked: without one they go
     * on behind their tables.
     */
    public static List<String> refusedOfCold(TierSettings tiers, Path checkpoints)
            throws IOException {
        var refused = new ArrayList<String>();
        for (LabJob job : LabJob.values()) {
            if (job.isOfColdTier() && isRefused(job, tiers, checkpoints)) {
                refused.add(job.jobName());
            }
        }
        return refused;
    }

    private static boolean isRefused(LabJob job, TierSettings tiers, Path checkpoints)
            throws IOException {
        try {
            JobStarter.find(
                    job,
                    new CheckpointStore(checkpoints.resolve(job.jobName())),
                    tiers,
                    BusReach.of(tiers));
            return false;
        } catch (JobRefusedException e) {
            return true;
        }
    }

    /** Why a job is refused, and what helps on this bus. */
    static String reason(JobRefusedException e, TierSettings tiers, BusReach bus)
            throws IOException {
        if (!e.isMendedByReset()) {
            return String.valueOf(e.getMessage());
        }
        List<BusReach.Cut> cuts = bus.cuts(Derived.allTopics());
        var cold = ColdMessages.of(tiers);
        boolean isInCold = true;
        for (BusReach.Cut cut : cuts) {
            // The first and the last of what is missing: a reset looks at each before it begins
            isInCold =
                    isInCold
                            && cold.at(cut.topic(), cut.partition(), 0).isPresent()
                            && cold.at(cut.topic(), cut.partition(), cut.begins() - 1).isPresent();
        }
        return e.reason(cuts.stream().findFirst().map(BusReach.Cut::toString), isInCold);
    }

    private static Job job(LabJob job, TierSettings tiers, Path checkpoints, BusReach bus)
            throws IOException {
        if (!job.hasState()) {
            return new Job(job.jobName(), Outcome.BEGUN, "goes on behind what its tables hold");
        }
        var store = new CheckpointStore(checkpoints.resolve(job.jobName()));
        try {
            return JobStarter.find(job, store, tiers, bus)
                    .map(checkpoint ->
                            new Job(
                                    job.jobName(),
                                    Outcome.RESTORED,
                                    "from chk-%d".formatted(checkpoint.id())))
                    .orElseGet(() -> new Job(job.jobName(), Outcome.BEGUN, "has no checkpoint"));
        } catch (JobRefusedException e) {
            return new Job(job.jobName(), Outcome.REFUSED, reason(e, tiers, bus));
        }
    }

    /** The migrations of tables that have not run here. */
    public static List<String> pendingMigrations(TierSettings tiers) throws IOException {
        return Migrations.shipped(tiers).pending();
    }

    /**
     * Changes the tables of the lakes as the next start would; the hot tier's are changed by it.
     *
     * @return what was changed
     */
    public static List<String> migrateLakes(TierSettings tiers) throws IOException {
        return Migrations.shipped(tiers).runOnLakes();
    }

    /** The refusal that stands against the tables themselves, if one does. */
    public static Optional<String> refusal(TierSettings tiers) throws IOException {
        try {
            pendingMigrations(tiers);
            return Optional.empty();
        } catch (JobRefusedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
