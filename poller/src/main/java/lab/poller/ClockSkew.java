package lab.poller;

import java.time.Duration;
import java.util.Optional;
import lab.poller.feed.MarketFeed;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a wrong clock from a wrong frame: one frame ahead of its receipt is the frame's fault, but
 * where one after the other is, and none in time, whoever noted the receipts has a clock that is
 * behind. Then all of the feed goes to the dead letters, and that must be said.
 */
final class ClockSkew {
    private static final Logger log = LoggerFactory.getLogger(ClockSkew.class);

    /** So many in a row are no accident. */
    static final int FRAMES = 10;

    private final String whose;
    private int inARow;
    private volatile @Nullable String trouble;

    private ClockSkew(String whose) {
        this.whose = whose;
    }

    static ClockSkew of(MarketFeed feed) {
        return new ClockSkew(
                feed.canWait() ? "the clock of the recording was" : "this machine's clock is");
    }

    void frameAhead(Duration ahead) {
        if (++inARow < FRAMES) {
            return;
        }
        if (inARow == FRAMES) {
            log.warn("all frames lie ahead of their receipt seconds={}", ahead.toSeconds());
        }
        trouble =
                "%s %d s behind the exchange's: the frames are dead letters"
                        .formatted(whose, ahead.toSeconds());
    }

    void frameInTime() {
        if (inARow > 0) {
            inARow = 0;
            trouble = null;
        }
    }

    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }
}
