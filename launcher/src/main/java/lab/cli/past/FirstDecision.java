package lab.cli.past;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import lab.consensus.source.StrategyChoice;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import org.jspecify.annotations.Nullable;

/** When the first decision was made, for whoever edits a strategy and tries it again. */
final class FirstDecision {
    private final InstantSource clock;
    private final AtomicReference<@Nullable Instant> first = new AtomicReference<>();

    FirstDecision(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The same strategies, of which the first decision is noticed; the lab's own are left alone.
     */
    List<Strategy> watch(List<Strategy> strategies) {
        return strategies.stream()
                .map(it -> it.version().equals(it.name()) ? it : new Watched(it))
                .toList();
    }

    /** How long after the start of this process it was, if there was one. */
    Optional<Duration> after() {
        Optional<Instant> begun = ProcessHandle.current().info().startInstant();
        return begun.flatMap(
                start -> Optional.ofNullable(first.get()).map(it -> Duration.between(start, it)));
    }

    /** Whether any of these words names a file. */
    static boolean concerns(List<String> words) {
        return words.stream().anyMatch(StrategyChoice::isFile);
    }

    private final class Watched implements Strategy {
        private final Strategy watched;

        Watched(Strategy watched) {
            this.watched = watched;
        }

        @Override
        public String name() {
            return watched.name();
        }

        @Override
        public String version() {
            return watched.version();
        }

        @Override
        public Set<Reads> reads() {
            return watched.reads();
        }

        @Override
        public Decision decide(View view) {
            Decision decision = watched.decide(view);
            if (first.get() == null) {
                first.compareAndSet(null, clock.instant());
            }
            return decision;
        }
    }
}
