package lab.flink.sql.tables;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.domain.Pair;
import lab.domain.book.BookEntry;
import lab.domain.book.BookView;
import lab.domain.book.RebuiltBook;
import lab.flink.sql.tables.BookLogTable.Place;

/**
 * The order book of a pair at a past moment, made of its log.
 *
 * <p>It begins with a snapshot before the moment and goes on with all that the same feed said of
 * the pair up to then, by event time, in the order of the log. Where there is a snapshot not far
 * before the last one it begins with that, so that the last one is a check. Where the book comes
 * out unknown it may be that it was in step by an older snapshot alone, so some of those are tried.
 *
 * @param at the moment
 * @param exchange whose book it is
 * @param feed what it was heard from
 */
public record PastBook(
        Pair pair, Instant at, String exchange, String feed, BookView view, RebuiltBook.Told told) {
    /** How far back a snapshot is looked for, further each time. */
    private static final List<Duration> BACK =
            List.of(
                    Duration.ofMinutes(10),
                    Duration.ofHours(1),
                    Duration.ofHours(6),
                    Duration.ofDays(1),
                    Duration.ofDays(7));

    /** A snapshot that comes by another way than the changes has them before it in the log. */
    private static final Duration CHANGES_BEFORE = Duration.ofMinutes(3);

    private static final Instant EARLIEST = Instant.parse("2009-01-01T00:00:00Z");
    private static final int CHECKED_OVER_MAX = 100_000;
    private static final int SNAPSHOTS_TRIED = 4;

    /**
     * The book at a moment; the newest that there is if none is named.
     *
     * @return empty if there is no snapshot before it, or the feed was not heard up to it
     */
    public static Optional<PastBook> at(BookLogTable log, Pair pair, Optional<Instant> wanted)
            throws IOException {
        Optional<Instant> at = wanted.isPresent() ? wanted : log.newest(pair);
        if (at.isEmpty()) {
            return Optional.empty();
        }
        for (Instant from : beginnings(at.get())) {
            List<Place> places = log.places(pair, from, at.get());
            Optional<Place> newest = newestSnapshot(places);
            boolean isFarEnough =
                    from.equals(EARLIEST)
                            || newest.filter(it -> it.time().isAfter(from.plus(CHANGES_BEFORE)))
                                    .isPresent();
            if (newest.isPresent() && isFarEnough) {
                return log.isHeardUpTo(pair, newest.get().feed(), at.get())
                        ? Optional.of(rebuilt(log, pair, at.get(), places, newest.get()))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static List<Instant> beginnings(Instant at) {
        List<Instant> beginnings = new ArrayList<>();
        BACK.stream().map(at::minus).filter(EARLIEST::isBefore).forEach(beginnings::add);
        beginnings.add(EARLIEST);
        return beginnings;
    }

    private static Optional<Place> newestSnapshot(List<Place> places) {
        return places.stream()
                .filter(Place::beginsSnapshot)
                .reduce((one, other) -> other.time().isBefore(one.time()) ? one : other);
    }

    private static PastBook rebuilt(
            BookLogTable log, Pair pair, Instant at, List<Place> all, Place newest)
            throws IOException {
        List<Place> places =
                all.stream().filter(place -> place.feed().equals(newest.feed())).toList();
        List<Integer> snapshots = new ArrayList<>();
        for (int i = 0; i <= places.indexOf(newest); i++) {
            if (places.get(i).beginsSnapshot()) {
                snapshots.add(i);
            }
        }
        int first = snapshots.size() - 1;
        if (first > 0 && snapshots.get(first) - snapshots.get(first - 1) <= CHECKED_OVER_MAX) {
            first--;
        }
        Optional<PastBook> unknown = Optional.empty();
        for (int i = first; i >= Math.max(0, first - SNAPSHOTS_TRIED + 1); i--) {
            List<Place> needed = places.subList(beginning(places, snapshots.get(i)), places.size());
            PastBook book = rebuilt(log, pair, at, needed);
            if (book.view() instanceof BookView.Known) {
                return book;
            }
            unknown = unknown.or(() -> Optional.of(book));
        }
        return unknown.orElseThrow();
    }

    /** With the changes that were heard before the snapshot and are newer than it. */
    private static int beginning(List<Place> places, int snapshot) {
        Optional<Long> lastUpdateId = places.get(snapshot).lastUpdateId();
        int from = snapshot;
        while (from > 0 && isNewer(places.get(from - 1), lastUpdateId)) {
            from--;
        }
        return from;
    }

    private static boolean isNewer(Place change, Optional<Long> lastUpdateId) {
        return change.kind().equals(BookEntry.Changed.KIND)
                && lastUpdateId.isPresent()
                && change.lastUpdateId().isPresent()
                && change.lastUpdateId().get() > lastUpdateId.get();
    }

    private static PastBook rebuilt(BookLogTable log, Pair pair, Instant at, List<Place> places)
            throws IOException {
        var book = new RebuiltBook();
        List<String> exchanges = new ArrayList<>();
        log.give(
                pair,
                places,
                entry -> {
                    if (exchanges.isEmpty()) {
                        exchanges.add(entry.exchange());
                    }
                    book.take(entry);
                });
        return new PastBook(
                pair, at, exchanges.getFirst(), places.getFirst().feed(), book.view(), book.told());
    }
}
