package lab.flink.sql.tables;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.domain.EventTime;
import lab.domain.MarketClock;
import lab.domain.Pair;
import lab.domain.book.BookEntry;
import lab.flink.sql.job.TierSettings;
import lab.topics.Bus;
import lab.topics.Partitioner;
import lab.topics.codec.BookCodec;
import lab.topics.codec.MalformedMessage;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/**
 * The log of order books as the cold tier keeps it. A pair's entries stand in one partition of the
 * bus, in order; what they say of themselves is read first and without their levels, so that levels
 * are read of those alone that a book needs.
 */
public final class BookLogTable {
    public static final String NAME = "book_changes";

    /** Entries of a pair that are read with their levels at once. */
    private static final int ENTRIES_AT_ONCE = 50_000;

    private final Table table;

    BookLogTable(Table table) {
        this.table = table;
    }

    /** Empty where no order book ever was. */
    public static Optional<BookLogTable> of(TierSettings tiers) {
        return IcebergState.tables(tiers).stream()
                .filter(it -> ColdStart.nameOf(it).equals(NAME) && IcebergState.hasRows(it))
                .findFirst()
                .map(BookLogTable::new);
    }

    /**
     * An entry without its levels.
     *
     * @param busMicros the bus's stamp; of two with one offset, which a power loss leaves, the
     *     newer is the log's
     * @param lastUpdateId where the exchange numbers its updates
     */
    record Place(
            long offset,
            long busMicros,
            String kind,
            String feed,
            Instant time,
            int part,
            Optional<Long> lastUpdateId) {
        boolean beginsSnapshot() {
            return kind.equals(BookEntry.SnapshotPart.KIND) && part == 1;
        }
    }

    /**
     * What there is of a pair.
     *
     * @param from its first snapshot
     * @param to its newest entry
     */
    public record Span(Optional<Instant> from, Instant to) {
        private Span and(Span other) {
            return new Span(
                    from.isPresent() && other.from.isPresent()
                            ? Optional.of(earlier(from.get(), other.from.get()))
                            : from.or(() -> other.from),
                    other.to.isAfter(to) ? other.to : to);
        }

        private static Instant earlier(Instant one, Instant other) {
            return one.isBefore(other) ? one : other;
        }
    }

    /** Reads the whole log, without its levels: for who has found nothing. */
    public SortedMap<Pair, Span> spans() throws IOException {
        SortedMap<Pair, Span> spans = new TreeMap<>();
        read(
                Expressions.notEqual("kind", BookEntry.Lost.KIND),
                row -> {
                    Instant time = time(row, "event_time");
                    boolean isSnapshot = BookEntry.SnapshotPart.KIND.equals(row.getField("kind"));
                    spans.merge(
                            new Pair((String) row.getField("pair")),
                            new Span(isSnapshot ? Optional.of(time) : Optional.empty(), time),
                            Span::and);
                },
                "pair",
                "kind",
                "event_time");
        return spans;
    }

    /** When a pair's newest entry is of that says something of its book. */
    Optional<Instant> newest(Pair pair) throws IOException {
        List<Instant> newest = new ArrayList<>();
        read(
                Expressions.and(of(pair), Expressions.notEqual("kind", BookEntry.Lost.KIND)),
                row -> {
                    Instant time = time(row, "event_time");
                    if (newest.isEmpty() || time.isAfter(newest.getFirst())) {
                        newest.clear();
                        newest.add(time);
                    }
                },
                "pair",
                "kind",
                "bus_partition",
                "event_time");
        return newest.stream().findFirst();
    }

    /**
     * Whether a pair's feed was heard up to a moment, of whatever pair in its partition: they stand
     * there in the order in which the feed gave them.
     */
    boolean isHeardUpTo(Pair pair, String feed, Instant time) throws IOException {
        List<Boolean> found = new ArrayList<>();
        read(
                Expressions.and(
                        Expressions.equal("bus_partition", partition(pair)),
                        Expressions.equal("feed", feed),
                        Expressions.notEqual("kind", BookEntry.Lost.KIND),
                        from(time)),
                row -> found.add(true),
                "bus_partition",
                "kind",
                "feed",
                "event_time");
        return !found.isEmpty();
    }

    /** A pair's entries of some time, both ends included, in the order of the log. */
    List<Place> places(Pair pair, Instant from, Instant to) throws IOException {
        Map<Long, Place> places = new HashMap<>();
        read(
                Expressions.and(of(pair), from(from), upTo(to)),
                row -> {
                    var place =
                            new Place(
                                    (Long) row.getField("bus_offset"),
                                    EventTime.toMicros(time(row, "bus_time")),
                                    ((String) row.getField("kind")).intern(),
                                    ((String) row.getField("feed")).intern(),
                                    time(row, "event_time"),
                                    row.getField("part") instanceof Integer part ? part : 0,
                                    row.getField("last_update_id") instanceof Long id
                                            ? Optional.of(id)
                                            : Optional.empty());
                    places.merge(
                            place.offset(),
                            place,
                            (one, other) -> one.busMicros() >= other.busMicros() ? one : other);
                },
                "pair",
                "kind",
                "feed",
                "part",
                "last_update_id",
                "event_time",
                "bus_partition",
                "bus_offset",
                "bus_time");
        return places.values().stream().sorted(Comparator.comparingLong(Place::offset)).toList();
    }

    /** Takes one entry after another. */
    interface Sink {
        void take(BookEntry entry);
    }

    /** Gives a pair's entries at some places, which are in the order of the log. */
    void give(Pair pair, List<Place> places, Sink sink) throws IOException {
        for (int from = 0; from < places.size(); from += ENTRIES_AT_ONCE) {
            int end = Math.min(places.size(), from + ENTRIES_AT_ONCE);
            for (BookEntry entry : entries(pair, places.subList(from, end))) {
                sink.take(entry);
            }
        }
    }

    private List<BookEntry> entries(Pair pair, List<Place> places) throws IOException {
        Map<Long, Integer> at = new HashMap<>();
        for (int i = 0; i < places.size(); i++) {
            at.put(places.get(i).offset(), i);
        }
        @Nullable BookEntry[] entries = new BookEntry[places.size()];
        Expression wanted =
                Expressions.and(
                        of(pair),
                        Expressions.greaterThanOrEqual("bus_offset", places.getFirst().offset()),
                        Expressions.lessThanOrEqual("bus_offset", places.getLast().offset()));
        read(
                wanted,
                row -> {
                    @Nullable Integer place = at.get((Long) row.getField("bus_offset"));
                    if (place != null
                            && places.get(place).busMicros()
                                    == EventTime.toMicros(time(row, "bus_time"))) {
                        entries[place] = entry((String) row.getField("payload"));
                    }
                },
                "pair",
                "bus_partition",
                "bus_offset",
                "bus_time",
                "payload");
        List<BookEntry> found = new ArrayList<>(entries.length);
        for (@Nullable BookEntry entry : entries) {
            if (entry == null) {
                throw new IOException("table " + table.name() + ": it changed while it was read");
            }
            found.add(entry);
        }
        return found;
    }

    private BookEntry entry(String payload) {
        try {
            // The job has looked at their times when the bus had them
            return BookCodec.decode(
                    payload.getBytes(StandardCharsets.UTF_8),
                    MarketClock.OWN.receipt(Instant.EPOCH));
        } catch (MalformedMessage e) {
            throw new IllegalStateException(
                    "table %s: its payloads must be readable, one is not: %s"
                            .formatted(table.name(), e.reason()),
                    e);
        }
    }

    private interface EachRow {
        void take(Record row);
    }

    private void read(Expression where, EachRow each, String... columns) throws IOException {
        try (CloseableIterable<Record> rows =
                IcebergGenerics.read(table).select(columns).where(where).build()) {
            rows.forEach(each::take);
        }
    }

    private static int partition(Pair pair) {
        return Partitioner.partition(pair.name(), Bus.PARTITIONS);
    }

    private static Expression of(Pair pair) {
        return Expressions.and(
                Expressions.equal("pair", pair.name()),
                Expressions.equal("bus_partition", partition(pair)));
    }

    private static Expression from(Instant time) {
        return Expressions.greaterThanOrEqual("event_time", EventTime.toMicros(time));
    }

    private static Expression upTo(Instant time) {
        return Expressions.lessThanOrEqual("event_time", EventTime.toMicros(time));
    }

    private static Instant time(Record row, String column) {
        return switch (row.getField(column)) {
            case OffsetDateTime offset -> offset.toInstant();
            case LocalDateTime local -> local.toInstant(ZoneOffset.UTC);
            case Object other -> throw new IllegalStateException("time: must be one, was " + other);
        };
    }
}
