package lab.poller;

import java.util.List;
import lab.files.KeptFile;

/** What feeds keep in a data directory. */
public final class FeedFiles {
    public static final List<KeptFile> KEPT = List.of(PositionStore.KEPT, HeldMarket.KEPT);

    private FeedFiles() {}
}
