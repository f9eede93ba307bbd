package lab.launcher.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lab.domain.Pair;
import lab.launcher.bus.BrokerAddress;
import lab.launcher.directory.Environment;
import lab.poller.AheadLimit;
import lab.poller.feed.Speed;

/**
 * What a user asks of a replay. What is not given is as it was when the replay was begun.
 *
 * @param usual who decides where nothing is said
 * @param speedWord as the user wrote it
 * @param maxAhead how far it may outrun the parts behind it, in event time
 * @param portOffset of the servers, where the replay starts them itself
 * @param ownPortOffset of its page and services; found if empty
 * @param broker that the lab was started with, if not its own
 * @param isClean whether what there is of it is taken away first
 */
public record ReplayWanted(
        Environment environment,
        Optional<Instant> from,
        Optional<Instant> to,
        List<Pair> pairs,
        Optional<String> asOf,
        Optional<Deciding> deciding,
        Deciding usual,
        Speed speed,
        String speedWord,
        Duration maxAhead,
        Optional<Integer> portOffset,
        Optional<Integer> ownPortOffset,
        Optional<BrokerAddress> broker,
        int parallelism,
        boolean isClean) {
    public ReplayWanted {
        pairs = List.copyOf(pairs);
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw new IllegalArgumentException(
                    "--from: must be before --to, was %s to %s".formatted(from.get(), to.get()));
        }
        if (!AheadLimit.isAllowed(maxAhead)) {
            throw new IllegalArgumentException(
                    "--max-ahead: must be %d seconds or more, was %d"
                            .formatted(AheadLimit.MAX_LEAST.toSeconds(), maxAhead.toSeconds()));
        }
        if (parallelism < 1) {
            throw new IllegalArgumentException(
                    "--parallelism: must be at least 1, was " + parallelism);
        }
    }

    /** Of a replay that is begun now. */
    ReplayTask task() {
        return new ReplayTask(from, to, pairs, asOf, deciding.orElse(usual));
    }

    /** What of one that was begun is not as it is asked for, in words. */
    Optional<String> difference(ReplayTask begun) {
        return begun.difference(
                new ReplayTask(
                        from.or(begun::from),
                        to.or(begun::to),
                        pairs.isEmpty() ? begun.pairs() : pairs,
                        asOf.or(begun::asOf),
                        deciding.orElse(begun.deciding())));
    }
}
