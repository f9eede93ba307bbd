package lab.cli.pairs;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import lab.cli.client.NotRunning;
import lab.console.PipelineStatus;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.market.LabPairs;
import lab.launcher.process.DataDirLock;
import lab.poller.pairs.KeptPairs;

/** The pairs of a lab that does not run: those of its next start. */
final class StoppedPairs {
    private StoppedPairs() {}

    /** A change of the pairs. */
    interface Change {
        KeptPairs of(LabPairs pairs) throws LabException;
    }

    static List<PipelineStatus.FollowedPair> of(DataDir data, InstantSource clock)
            throws LabException {
        checkIsThere(data);
        try (var pairs = LabPairs.ofStopped(data, clock)) {
            return pairs.kept().pairs().stream()
                    .map(followed ->
                            new PipelineStatus.FollowedPair(
                                    followed.pair().name(),
                                    Optional.of(followed.since()),
                                    "stopped",
                                    Optional.empty(),
                                    Optional.empty()))
                    .toList();
        }
    }

    /** Changes them, and says how many there are then; no lab may start meanwhile. */
    static int change(DataDir data, InstantSource clock, Change change) throws LabException {
        checkIsThere(data);
        try (var _ = DataDirLock.take(data, "lab pairs");
                var pairs = LabPairs.ofStopped(data, clock)) {
            return change.of(pairs).pairs().size();
        }
    }

    private static void checkIsThere(DataDir data) {
        if (!data.isPrepared()) {
            throw data.exists() ? NotRunning.on(data) : NotRunning.neverWas(data);
        }
    }
}
