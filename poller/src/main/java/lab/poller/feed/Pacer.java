package lab.poller.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Says how long the market must still wait before it may show a moment.
 *
 * <p>It starts with the first moment that it is asked about, whenever that is: a market that goes
 * on after a pause does not make up for it.
 */
public final class Pacer {
    private final Speed speed;
    private Optional<Instant> first = Optional.empty();
    private long firstAtNanos;

    public Pacer(Speed speed) {
        this.speed = speed;
    }

    /** Zero if the moment has come. */
    public Duration untilDue(Instant moment, long nowNanos) {
        return switch (speed) {
            case Speed.Max() -> Duration.ZERO;
            case Speed.Times(double factor) -> {
                if (first.isEmpty()) {
                    first = Optional.of(moment);
                    firstAtNanos = nowNanos;
                }
                double marketNanos = Duration.between(first.get(), moment).toNanos();
                long left = firstAtNanos + (long) (marketNanos / factor) - nowNanos;
                yield left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
            }
        };
    }
}
