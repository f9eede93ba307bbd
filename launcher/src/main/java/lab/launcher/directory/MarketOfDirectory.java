package lab.launcher.directory;

import java.io.IOException;
import java.util.Optional;
import lab.domain.MarketClock;
import lab.poller.position.HeldMarket;

/** The market that a data directory holds. */
public final class MarketOfDirectory {
    private MarketOfDirectory() {}

    /** Which it is, if anybody has begun one there. */
    public static Optional<HeldMarket> held(DataDir data) throws LabException {
        try {
            return HeldMarket.read(data.feed());
        } catch (IOException e) {
            throw new LabException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Whose clock its times are by. Where others publish and nothing is known of their market, it
     * is taken for a real one.
     */
    public static MarketClock clock(DataDir data) throws LabException {
        return MarketClock.of(held(data).map(HeldMarket::isSimulated).orElse(false));
    }
}
