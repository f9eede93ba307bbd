package lab.consensus.signals;

import static lab.domain.Checks.check;

import java.time.Duration;

/**
 * When and how long the services are asked.
 *
 * @param cycle the commentary is about moments so far apart
 * @param delay a commentary counts so much later than the moment that it is about: a model needs
 *     time, and what counts must not depend on how quick it is
 * @param patience how long, by the clock, a service is waited for that answered before
 */
public record SignalSettings(Duration cycle, Duration delay, Duration patience) {
    public static final SignalSettings STANDARD =
            new SignalSettings(
                    Duration.ofMinutes(5), Duration.ofMinutes(2), Duration.ofSeconds(30));

    public SignalSettings {
        check(
                cycle.isPositive() && cycle.toNanos() % 1_000_000_000 == 0,
                "commentary cycle: must be whole seconds, was %s",
                cycle);
        check(!delay.isNegative(), "commentary delay: must not be negative, was %s", delay);
        check(patience.isPositive(), "patience: must be positive, was %s", patience);
    }
}
