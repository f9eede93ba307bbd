package lab.backtest.recorded;

import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.backtest.account.AccountRun;
import lab.consensus.core.Failures;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;

/** Another strategy, of which is counted how often it was asked and what it did not know then. */
final class WatchedStrategy implements Strategy {
    private final Strategy watched;
    private final SortedMap<String, Long> unknown = new TreeMap<>();
    private long decisions;
    private Optional<AccountRun.Halt> halt = Optional.empty();

    WatchedStrategy(Strategy watched) {
        this.watched = watched;
    }

    @Override
    public String name() {
        return watched.name();
    }

    @Override
    public Set<Reads> reads() {
        return watched.reads();
    }

    @Override
    public String version() {
        return watched.version();
    }

    @Override
    public Decision decide(View view) {
        decisions++;
        look("price", view.quote());
        if (reads().contains(Reads.PATTERNS)) {
            look("patterns", view.patterns());
        }
        if (reads().contains(Reads.COMMENTARY)) {
            look("commentary", view.sentiment());
        }
        try {
            return watched.decide(view);
        } catch (RuntimeException | Error e) {
            halt =
                    Optional.of(
                            new AccountRun.Halt(
                                    view.time(), view.pair(), Failures.told(watched, e)));
            throw e;
        }
    }

    private void look(String what, Knowable<?> known) {
        if (known instanceof Knowable.Unknown<?>) {
            unknown.merge(what, 1L, Long::sum);
        }
    }

    long decisions() {
        return decisions;
    }

    SortedMap<String, Long> unknown() {
        return unknown;
    }

    Optional<AccountRun.Halt> halt() {
        return halt;
    }
}
