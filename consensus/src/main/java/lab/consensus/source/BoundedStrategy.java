package lab.consensus.source;

import java.util.Set;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import org.jspecify.annotations.Nullable;

/** A strategy of a file: its decisions end, and what it says of itself it says once. */
final class BoundedStrategy implements Strategy {
    private final Strategy made;
    private final String name;
    private final Set<Reads> reads;
    private final String version;

    /**
     * @param version the file's hash, and what its parameters are
     */
    BoundedStrategy(Strategy made, String version) {
        this.made = made;
        this.name = Steps.within(made::name);
        this.reads = Steps.within(() -> Set.copyOf(made.reads()));
        this.version = "%s@%s".formatted(name, version);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Reads> reads() {
        return reads;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public Decision decide(View view) {
        @Nullable Decision decision = Steps.within(() -> made.decide(view));
        if (decision == null) {
            throw new IllegalStateException("decide: must return a Decision, returned null");
        }
        return decision;
    }
}
