package lab.replay;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import lab.domain.Pair;
import lab.poller.AheadLimit;
import lab.poller.feed.Speed;

/**
 * What is replayed, to where, and how.
 *
 * @param warehouse holds the folder {@code iceberg}
 * @param database of the recorded market
 * @param stream that is written to; nobody else may write the topics of the market there
 * @param folder where it is kept how far the replay has come
 * @param from event time; nothing older
 * @param to event time; nothing as new or newer
 * @param pairs all if empty
 * @param asOf a snapshot of any table, by its id, or a moment in ISO-8601; all tables are read as
 *     they were then
 * @param decided accounts that are decided for anew: their orders are not replayed
 * @param aheadLimit how far ahead of the parts behind it the replay may be
 */
public record ReplayOptions(
        Path warehouse,
        String database,
        String stream,
        Path folder,
        Optional<Instant> from,
        Optional<Instant> to,
        List<Pair> pairs,
        Optional<String> asOf,
        Speed speed,
        ReplayedOrders orders,
        Set<String> decided,
        AheadLimit aheadLimit) {
    public static final Speed SPEED_USUAL = new Speed.Times(60);

    /** How far ahead of the parts behind it, where nobody says otherwise. */
    public static final Duration AHEAD_USUAL = AheadLimit.MAX_AT_FULL_SPEED;

    private static final Pattern SNAPSHOT = Pattern.compile("[0-9]{1,19}");

    public ReplayOptions {
        decided = Set.copyOf(decided);
        pairs = pairs.stream().distinct().sorted().toList();
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw new IllegalArgumentException(
                    "--from: must be before --to, was %s to %s".formatted(from.get(), to.get()));
        }
        if (stream.isBlank()) {
            throw new IllegalArgumentException("--name: must be given, was blank");
        }
        asOf.ifPresent(ReplayOptions::checkAsOf);
    }

    /** Where no orders are replayed, or all. */
    public ReplayOptions(
            Path warehouse,
            String database,
            String stream,
            Path folder,
            Optional<Instant> from,
            Optional<Instant> to,
            List<Pair> pairs,
            Optional<String> asOf,
            Speed speed,
            ReplayedOrders orders,
            AheadLimit aheadLimit) {
        this(
                warehouse,
                database,
                stream,
                folder,
                from,
                to,
                pairs,
                asOf,
                speed,
                orders,
                Set.of(),
                aheadLimit);
    }

    /** All of what is there, sixty seconds in one. */
    public static ReplayOptions of(Path warehouse, String database, String stream, Path folder) {
        return new ReplayOptions(
                warehouse,
                database,
                stream,
                folder,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                SPEED_USUAL,
                ReplayedOrders.DECIDED_ANEW,
                Set.of(),
                AheadLimit.UNBOUNDED);
    }

    static boolean isSnapshot(String asOf) {
        return SNAPSHOT.matcher(asOf).matches();
    }

    private static void checkAsOf(String asOf) {
        if (isSnapshot(asOf)) {
            return;
        }
        try {
            var _ = Instant.parse(asOf);
        } catch (java.time.format.DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "--as-of: must be the id of a snapshot or a time such as 2026-03-02T10:00:00Z, was \"%s\""
                            .formatted(asOf),
                    e);
        }
    }

    public ReplayOptions between(Optional<Instant> begin, Optional<Instant> end) {
        return new ReplayOptions(
                warehouse,
                database,
                stream,
                folder,
                begin,
                end,
                pairs,
                asOf,
                speed,
                orders,
                decided,
                aheadLimit);
    }

    public ReplayOptions withPairs(List<Pair> others) {
        return new ReplayOptions(
                warehouse,
                database,
                stream,
                folder,
                from,
                to,
                others,
                asOf,
                speed,
                orders,
                decided,
                aheadLimit);
    }

    public ReplayOptions withAsOf(Optional<String> other) {
        return new ReplayOptions(
                warehouse,
                database,
                stream,
                folder,
                from,
                to,
                pairs,
                other,
                speed,
                orders,
                decided,
                aheadLimit);
    }

    public ReplayOptions withSpeed(Speed other) {
        return new ReplayOptions(
                warehouse,
                database,
                stream,
                folder,
                from,
                to,
                pairs,
                asOf,
                other,
                orders,
                decided,
                aheadLimit);
    }

    public ReplayOptions withOrders(ReplayedOrders other) {
        return new ReplayOptions(
                warehouse,
                database,
                stream,
                folder,
                from,
                to,
                pairs,
                asOf,
                speed,
                other,
                decided,
                aheadLimit);
    }

    public ReplayOptions withAheadLimit(AheadLimit other) {
        return new ReplayOptions(
                warehouse, database, stream, folder, from, to, pairs, asOf, speed, orders, decided,
                other);
    }
}
