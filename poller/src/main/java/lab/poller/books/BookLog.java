package lab.poller.books;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.book.BookChange;
import lab.domain.book.BookEntry;
import lab.domain.book.BookSnapshot;
import lab.domain.book.SnapshotParts;
import lab.poller.feed.MarketFeed;

/**
 * Makes the log that books can be rebuilt from: all that a feed says of them, and where something
 * was not heard. Which books there are is part of a feed's position, so that a hole which follows a
 * restart is told of each of them.
 */
public final class BookLog {
    private static final String BOOKS = "books";
    private static final String BOOK_TIME = "book_time";

    private final String exchange;
    private final String feed;
    private final boolean isLive;
    private final int levelsMax;
    private final NavigableMap<Pair, Standing> books = new TreeMap<>();
    private Optional<Instant> newest = Optional.empty();

    /** When something was heard last since the start. */
    private Optional<Instant> received = Optional.empty();

    /** What the log last said of a book. */
    private record Standing(boolean isNumbered, boolean isLost) {
        private static final Standing UNHEARD = new Standing(false, true);
    }

    /**
     * What is being dealt with.
     *
     * @param newest event time of anything that the feed has given
     */
    public record Now(Optional<Instant> newest, Instant received, OptionalLong line) {
        public Now {
            received = received.truncatedTo(ChronoUnit.MICROS);
        }
    }

    public BookLog(MarketFeed feed) {
        this(feed, SnapshotParts.LEVELS_MAX);
    }

    /**
     * @param levelsMax of a message
     */
    BookLog(MarketFeed feed, int levelsMax) {
        this.exchange = feed.exchange();
        this.isLive = !feed.canWait();
        this.feed = isLive ? feed.name() : feed.name() + '-' + digest(feed.identity());
        this.levelsMax = levelsMax;
    }

    /** Short, and without the folders of whoever plays a recording. */
    private static String digest(String identity) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(identity.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    public List<BookEntry> given(BookSnapshot snapshot, Now now) {
        List<BookEntry> entries = begun(now);
        Instant time = snapshot.time().orElseGet(() -> reached(now));
        for (BookEntry.SnapshotPart part : SnapshotParts.cut(snapshot, levelsMax)) {
            entries.add(entry(snapshot.pair(), time, now, part));
        }
        said(snapshot.pair(), snapshot.lastUpdateId().isPresent());
        return entries;
    }

    public List<BookEntry> changed(BookChange change, Now now) {
        List<BookEntry> entries = begun(now);
        entries.add(
                entry(
                        change.pair(),
                        change.time(),
                        now,
                        new BookEntry.Changed(change.levels(), change.ids())));
        said(change.pair(), change.ids().isPresent());
        if (newest.isEmpty() || change.time().isAfter(newest.get())) {
            newest = Optional.of(change.time());
        }
        return entries;
    }

    /** Of a frame that could not be read. */
    public List<BookEntry> lost(Optional<Pair> pair, String reason, Now now) {
        List<BookEntry> entries = begun(now);
        pair.filter(books::containsKey)
                .ifPresent(of -> lose(of, reason, reached(now), now, entries));
        return entries;
    }

    /** Of something of which nobody knows which book's it was: numbers tell by themselves. */
    public List<BookEntry> lostAll(String reason, Now now) {
        List<BookEntry> entries = begun(now);
        for (Pair pair : List.copyOf(books.keySet())) {
            if (!books.getOrDefault(pair, Standing.UNHEARD).isNumbered()) {
                lose(pair, reason, reached(now), now, entries);
            }
        }
        return entries;
    }

    /** Nothing will be heard of a pair any more, or not for a while. */
    public List<BookEntry> left(Pair pair, String reason, Optional<Instant> newestOfFeed) {
        if (!books.containsKey(pair)) {
            return List.of();
        }
        List<BookEntry> entries = new ArrayList<>();
        // Where nothing was heard since a restart, it was heard when the newest of it was said
        received.or(() -> newest)
                .or(() -> newestOfFeed)
                .map(heard -> new Now(newestOfFeed, heard, OptionalLong.empty()))
                .ifPresent(now -> unheard(List.of(pair), reason, now, entries));
        books.remove(pair);
        return entries;
    }

    /** From behind what was heard last on, nothing was heard of any book. */
    public List<BookEntry> disconnected(String reason, Optional<Instant> newestOfFeed) {
        if (books.isEmpty() || received.isEmpty()) {
            return List.of(); // what comes next tells that the feed was stopped
        }
        var now = new Now(newestOfFeed, received.get(), OptionalLong.empty());
        List<BookEntry> entries = begun(now);
        unheard(List.copyOf(books.keySet()), reason, now, entries);
        return entries;
    }

    /** A recording goes on where it was; of an exchange nobody heard what it said meanwhile. */
    private List<BookEntry> begun(Now now) {
        List<BookEntry> entries = new ArrayList<>();
        if (isLive && received.isEmpty()) {
            unheard(List.copyOf(books.keySet()), "the feed was stopped", now, entries);
        }
        received = Optional.of(now.received());
        return entries;
    }

    private void unheard(List<Pair> of, String reason, Now now, List<BookEntry> entries) {
        Instant since = reached(now).plus(1, ChronoUnit.MICROS);
        of.forEach(pair -> lose(pair, reason, since, now, entries));
    }

    private void lose(Pair pair, String reason, Instant since, Now now, List<BookEntry> entries) {
        Standing standing = books.getOrDefault(pair, Standing.UNHEARD);
        if (standing.isLost()) {
            return;
        }
        books.put(pair, new Standing(standing.isNumbered(), true));
        entries.add(entry(pair, since, now, new BookEntry.Lost(reason)));
    }

    private void said(Pair pair, boolean isNumbered) {
        books.put(pair, new Standing(isNumbered, false));
    }

    /** How far the exchange's time had come. */
    private Instant reached(Now now) {
        return newest.filter(time -> now.newest().map(time::isAfter).orElse(true))
                .or(now::newest)
                .orElse(now.received());
    }

    private BookEntry entry(Pair pair, Instant time, Now now, BookEntry.Said said) {
        return new BookEntry(pair, exchange, feed, now.line(), time, now.received(), said);
    }

    public void writeTo(ObjectNode json) {
        if (books.isEmpty()) {
            return;
        }
        newest.ifPresent(time -> json.put(BOOK_TIME, EventTime.format(time)));
        ObjectNode all = json.putObject(BOOKS);
        books.forEach((pair, standing) -> {
            if (!standing.isLost()) {
                all.put(pair.name(), standing.isNumbered());
            }
        });
    }

    public void readFrom(JsonNode json) {
        if (json.hasNonNull(BOOK_TIME)) {
            newest = Optional.of(EventTime.parse(BOOK_TIME, json.get(BOOK_TIME).asText()));
        }
        for (Map.Entry<String, JsonNode> entry : json.path(BOOKS).properties()) {
            books.put(new Pair(entry.getKey()), new Standing(entry.getValue().asBoolean(), false));
        }
    }
}
