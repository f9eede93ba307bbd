package lab.consensus.desk;

import java.util.List;
import java.util.stream.Stream;
import lab.files.KeptFile;

/** What the desk keeps in a data directory. */
public final class DeskFiles {
    public static final List<KeptFile> KEPT =
            Stream.concat(
                            Stream.of(
                                    Snapshots.KEPT,
                                    Cuts.KEPT,
                                    KillSwitch.KEPT,
                                    KeptStrategies.KEPT),
                            DecisionLog.KEPT.stream())
                    .toList();

    private DeskFiles() {}
}
