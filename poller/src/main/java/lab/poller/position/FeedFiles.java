package lab.poller.position;

import java.util.List;
import lab.files.KeptFile;
import lab.poller.pairs.KeptPairs;

/** What feeds keep in a data directory. */
public final class FeedFiles {
    public static final List<KeptFile> KEPT =
            List.of(PositionStore.KEPT, HeldMarket.KEPT, KeptPairs.KEPT);

    private FeedFiles() {}
}
