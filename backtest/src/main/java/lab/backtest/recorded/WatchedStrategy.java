package lab.backtest.recorded;

import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import lab.backtest.account.AccountRun;
import lab.backtest.signals.Ablated;
import lab.backtest.signals.SignalsOfThen.Said;
import lab.consensus.core.Failures;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;

/**
 * Another strategy, of which is counted how often it was asked and what it did not know then. One
 * that is kept from something sees what it is to see.
 */
final class WatchedStrategy implements Strategy {
    private final Strategy watched;
    private final Set<Reads> reads;
    private final Supplier<Said> now;
    private final SortedMap<String, Long> unknown = new TreeMap<>();
    private long decisions;
    private Optional<AccountRun.Halt> halt = Optional.empty();

    /**
     * @param now what the services say at the time that is decided for
     */
    WatchedStrategy(Strategy watched, Supplier<Said> now) {
        this.watched = watched;
        this.reads = watched.reads();
        this.now = now;
    }

    @Override
    public String name() {
        return watched.name();
    }

    @Override
    public Set<Reads> reads() {
        return reads;
    }

    @Override
    public String version() {
        return watched.version();
    }

    @Override
    public Decision decide(View shown) {
        View view = Ablated.seenBy(watched, shown, now.get());
        decisions++;
        look("price", view.quote());
        if (reads.contains(Reads.PATTERNS)) {
            look("patterns", view.patterns());
        }
        if (reads.contains(Reads.COMMENTARY)) {
            look("commentary", view.sentiment());
        }
        if (reads.contains(Reads.BOOK)) {
            look("order book", view.book().top());
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
