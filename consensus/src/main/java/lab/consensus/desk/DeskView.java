package lab.consensus.desk;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.consensus.core.AccountView;
import lab.consensus.core.TradeRow;
import lab.domain.Candle;
import lab.domain.Pair;
import lab.domain.progress.WaitingRequests;

/**
 * What the desk shows of itself; it never changes.
 *
 * @param phase what it is doing
 * @param decided the newest decision time that it has done with
 * @param pending the one that it waits for
 * @param marketPassed whether the market has passed that one, and only the clearing house is waited
 *     for
 * @param waiting the requests of all accounts that the clearing house has not answered, once it has
 *     said so
 * @param heard when a message of the market was last taken, by the clock
 * @param newestEvent the newest event time of the market
 * @param newestQuote the newest event time of a price that one could trade at
 */
public record DeskView(
        Phase phase,
        Optional<Instant> decided,
        Optional<Instant> pending,
        boolean marketPassed,
        int outstanding,
        Optional<WaitingRequests> waiting,
        Optional<Instant> heard,
        Optional<Instant> newestEvent,
        Optional<Instant> newestQuote,
        List<AccountView> accounts,
        List<TradeRow> trades,
        Map<Pair, List<Candle>> candles,
        Counts counts) {
    /** What a desk is doing. */
    public enum Phase {
        /** It has not read yet what stands on the bus. */
        STARTING,
        /** It reads what happened while it was not there. */
        CATCHING_UP,
        RUNNING,
        /** The market has ended, and everything is decided. */
        ENDED
    }

    /**
     * What it has done since it started.
     *
     * @param malformed messages of the market that could not be read
     */
    public record Counts(
            long decisions,
            long orders,
            long repeatsHeldBack,
            long refusals,
            long snapshots,
            long malformed) {
        public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

        /** Together with those of another desk. */
        public Counts plus(Counts other) {
            return new Counts(
                    decisions + other.decisions,
                    orders + other.orders,
                    repeatsHeldBack + other.repeatsHeldBack,
                    refusals + other.refusals,
                    snapshots + other.snapshots,
                    malformed + other.malformed);
        }
    }

    public DeskView {
        accounts = List.copyOf(accounts);
        trades = List.copyOf(trades);
        candles = Map.copyOf(candles);
    }

    /** The same, of a desk that has failed: what it did is counted elsewhere. */
    public DeskView withoutCounts() {
        return new DeskView(
                Phase.STARTING,
                decided,
                pending,
                false,
                outstanding,
                waiting,
                heard,
                newestEvent,
                newestQuote,
                accounts,
                trades,
                candles,
                Counts.NONE);
    }

    /** Of a desk that has done nothing yet. */
    public static DeskView starting() {
        return new DeskView(
                Phase.STARTING,
                Optional.empty(),
                Optional.empty(),
                false,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of(),
                Counts.NONE);
    }
}
