package lab.backtest.recorded;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import lab.domain.EventTime;

/**
 * The span that is compared. A market whose feeds have not all ended is compared up to the moment
 * to which every table has come: a lab that stopped in the middle has tables that end at different
 * moments.
 *
 * @param from nothing older is compared; empty for the beginning
 * @param to what is newer is left out; empty if nothing is
 */
record Compared(Optional<Instant> from, Optional<Instant> to) {
    private static final Duration IN_FLIGHT = Duration.ofMinutes(3);

    /**
     * What of the wanted span can be compared.
     *
     * @param hasEnded whether all feeds have said so
     * @param newestHeartbeat to which the market has come
     * @param newestCandle to which the candles have
     */
    static Compared of(
            Optional<Instant> from,
            Optional<Instant> to,
            boolean hasEnded,
            Instant newestHeartbeat,
            Optional<Instant> newestCandle) {
        return new Compared(
                from,
                earlier(
                        to,
                        hasEnded
                                ? Optional.empty()
                                : Optional.of(recordedUpTo(newestHeartbeat, newestCandle))));
    }

    private static Instant recordedUpTo(Instant newestHeartbeat, Optional<Instant> newestCandle) {
        Instant market = newestHeartbeat.minus(IN_FLIGHT);
        return newestCandle
                .map(it -> it.minus(IN_FLIGHT))
                .filter(it -> it.isBefore(market))
                .orElse(market);
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Instant::compareTo);
    }

    /** Leaves out the rest. Keys begin with the event time; balances are known at the end alone. */
    void keep(Books books) {
        to.ifPresent(bound -> keepUpTo(bound, books));
        from.ifPresent(bound -> {
            String limit = EventTime.format(bound);
            books.keep((section, key) ->
                    section == Books.Section.BALANCES || key.compareTo(limit) >= 0);
        });
    }

    private static void keepUpTo(Instant bound, Books books) {
        String limit = EventTime.format(bound);
        String settled = EventTime.format(bound.minus(IN_FLIGHT));
        String closed = EventTime.format(bound.minus(Duration.ofHours(1).plus(IN_FLIGHT)));
        books.keep((section, key) ->
                switch (section) {
                    case CANDLES -> key.compareTo(closed) < 0;
                    case REQUESTS -> key.compareTo(limit) < 0;
                    case EXECUTIONS, TRANSFERS -> key.compareTo(settled) < 0;
                    case BALANCES -> false;
                });
    }
}
