package lab.consensus.desk;

import java.util.List;
import lab.files.KeptFile;

/** What the desk keeps in a data directory. */
public final class DeskFiles {
    public static final List<KeptFile> KEPT =
            List.of(
                    Snapshots.KEPT,
                    Cuts.KEPT,
                    KillSwitch.KEPT,
                    KeptStrategies.KEPT,
                    DecisionLog.WANTED,
                    DecisionLog.HELD);

    private DeskFiles() {}
}
