package lab.replay;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** How fast it goes of late, and how long it takes if it goes on like this. */
final class Throughput {
    private static final long WINDOW_NANOS = 10_000_000_000L;
    private static final long APART_NANOS = 250_000_000L;

    private final Deque<Look> looks = new ArrayDeque<>();

    private record Look(long messages, double share, long nanos) {}

    synchronized void look(long messages, double share, long nowNanos) {
        if (!looks.isEmpty() && nowNanos - looks.getLast().nanos() < APART_NANOS) {
            return;
        }
        looks.add(new Look(messages, share, nowNanos));
        while (looks.size() > 2 && nowNanos - looks.getFirst().nanos() > WINDOW_NANOS) {
            looks.removeFirst();
        }
    }

    synchronized double messagesPerSecond() {
        if (looks.size() < 2) {
            return 0;
        }
        return (looks.getLast().messages() - looks.getFirst().messages()) / seconds();
    }

    synchronized Optional<Duration> left() {
        if (looks.size() < 2) {
            return Optional.empty();
        }
        double gained = looks.getLast().share() - looks.getFirst().share();
        double left = (1 - looks.getLast().share()) / gained * seconds();
        return gained > 0 ? Optional.of(Duration.ofMillis((long) (left * 1e3))) : Optional.empty();
    }

    private double seconds() {
        return (looks.getLast().nanos() - looks.getFirst().nanos()) / 1e9;
    }
}
