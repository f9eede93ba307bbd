package lab.flink.sql;

import java.io.IOException;
import java.util.Optional;
import lab.flink.sql.job.JobRefusedException;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.Mend;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.loss.BusReach;
import lab.flink.sql.state.CheckpointStore;
import lab.flink.sql.tables.ColdStart;
import lab.flink.sql.tables.Derived;

/**
 * Whether a job that has no checkpoint may begin with the oldest messages of the bus.
 *
 * <p>It may where it never ran, and where the bus still has all: then it makes the same again. Of
 * what retention has left it would make other rows in the place of those that are there: a ledger
 * without its first orders, a candle without its first trades. The cold job goes on behind its
 * tables ({@link ColdStart}), the hot job by its own.
 */
final class FirstStart {
    private FirstStart() {}

    /**
     * Looks whether a job may begin anew that has no checkpoint.
     *
     * @throws JobRefusedException if it would write over what cannot be made again
     */
    static void check(LabJob job, CheckpointStore store, TierSettings tiers, BusReach bus)
            throws IOException {
        switch (job) {
            case HOT, COLD, BOOKS -> {}
            case WARM -> check(job, store, Derived.CANDLES, tiers, bus);
            case CLEARING -> check(job, store, Derived.LEDGER, tiers, bus);
            case FEATURES -> check(job, store, Derived.FEATURES, tiers, bus);
        }
    }

    private static void check(
            LabJob job, CheckpointStore store, Derived derived, TierSettings tiers, BusReach bus)
            throws IOException {
        boolean hasRows = derived.hasRows(tiers);
        if (!hasRows && !store.isUsed()) {
            return;
        }
        String fault =
                "job %s: it must go on from a checkpoint, as it ran here before; there is none that is whole, and "
                        .formatted(job.jobName());
        Optional<String> cut = bus.cut(derived.topics());
        if (cut.isPresent()) {
            throw JobRefusedException.untilMadeAnew(fault + cut.get());
        }
        Optional<String> unused = hasRows ? bus.unused(derived) : Optional.empty();
        if (unused.isPresent()) {
            throw new JobRefusedException(fault + unused.get() + "; " + Mend.ANOTHER_BUS);
        }
    }
}
