package lab.domain.book;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The book of one pair as its log makes it: the entries of one feed, in the order of the log.
 *
 * <p>The log may hold an entry twice: a feed goes on from the place that it noted last, and a
 * producer sends again what nobody has acknowledged. What comes again is passed over, since changes
 * that are applied anew make an older book for a while, which may cross itself. A feed with lines
 * tells a repeat by its line; else by when it was received and the exchange's numbers.
 */
public final class RebuiltBook {
    /** More than a producer has on its way at once of one pair. */
    private static final int KNOWN_MAX = 50_000;

    private final FollowedBook book;
    private final SnapshotParts parts;
    private final Map<Seen, Boolean> seen =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Seen, Boolean> eldest) {
                    return size() > KNOWN_MAX;
                }
            };

    /** The numbers of the changes that a snapshot may join. */
    private final Deque<Long> waiting = new ArrayDeque<>();

    private long lines;
    private long snapshots;
    private long changes;
    private long confirmed;
    private long mismatches;
    private long repeats;
    private Optional<Instant> time = Optional.empty();
    private Optional<Instant> snapshotTime = Optional.empty();
    private OptionalLong sequence = OptionalLong.empty();

    private record Seen(String kind, Instant received, long first, long last) {}

    /**
     * How it was rebuilt.
     *
     * @param snapshots that were whole
     * @param changes applied since the snapshot that the book stands on
     * @param confirmed further snapshots that said the same as the book
     * @param mismatches those that said something else, and were believed
     * @param repeats entries that came again
     * @param time of the newest entry that is in the book
     * @param snapshotTime of the snapshot that it stands on
     * @param sequence the exchange's number of the newest update in it
     */
    public record Told(
            long snapshots,
            long changes,
            long confirmed,
            long mismatches,
            long repeats,
            Optional<Instant> time,
            Optional<Instant> snapshotTime,
            OptionalLong sequence) {}

    public RebuiltBook() {
        this(new FollowedBook(), new SnapshotParts());
    }

    private RebuiltBook(FollowedBook book, SnapshotParts parts) {
        this.book = book;
        this.parts = parts;
    }

    public BookView view() {
        return parts.missing().<BookView>map(BookView.Unknown::new).orElseGet(book::view);
    }

    public Told told() {
        return new Told(
                snapshots, changes, confirmed, mismatches, repeats, time, snapshotTime, sequence);
    }

    /** Takes the next entry. */
    public void take(BookEntry entry) {
        if (isRepeat(entry)) {
            repeats++;
            return;
        }
        switch (entry.said()) {
            case BookEntry.SnapshotPart part -> take(entry, part);
            case BookEntry.Changed(var levels, var ids) -> {
                loseIfNotWhole();
                take(entry, new BookChange(entry.pair(), levels, ids, entry.time()));
            }
            case BookEntry.Lost(var reason) -> lose(reason);
        }
    }

    /** Entries are missing: nobody knows it until a snapshot comes. */
    void lose(String reason) {
        parts.forget();
        book.lose(reason);
    }

    private boolean isRepeat(BookEntry entry) {
        if (entry.line().isEmpty()) {
            return key(entry).map(key -> seen.put(key, true) != null).orElse(false);
        }
        long line = entry.line().getAsLong();
        if (entry.said() instanceof BookEntry.SnapshotPart part) {
            // A part is no repeat of the parts before it, which stood in the same line
            if (line == lines && parts.follows(entry, part) && part.part() > 1) {
                return false;
            }
            // A snapshot that was cut off comes again from its first part on
            if (line == lines && part.part() == 1 && parts.missing().isPresent()) {
                return false;
            }
        }
        if (line <= lines) {
            return true;
        }
        lines = line;
        return false;
    }

    /** What has neither a line nor a number cannot be told from what was said twice. */
    private static Optional<Seen> key(BookEntry entry) {
        String kind = entry.said().kind();
        Instant received = entry.received();
        return switch (entry.said()) {
            case BookEntry.SnapshotPart part ->
                    part.lastUpdateId().isPresent()
                            ? Optional.of(
                                    new Seen(
                                            kind,
                                            received,
                                            part.part(),
                                            part.lastUpdateId().getAsLong()))
                            : Optional.empty();
            case BookEntry.Changed(_, var ids) ->
                    ids.map(it -> new Seen(kind, received, it.first(), it.last()));
            case BookEntry.Lost _ -> Optional.of(new Seen(kind, received, -1, -1));
        };
    }

    private void take(BookEntry entry, BookEntry.SnapshotPart part) {
        if (!parts.follows(entry, part)) {
            if (part.part() > 1) {
                loseIfNotWhole();
                book.lose(
                        "snapshot: it must begin with its first part, began with part %d of %d"
                                .formatted(part.part(), part.parts()));
                return;
            }
            parts.forget(); // the same again from its beginning, or the one that is whole
        }
        Optional<BookSnapshot> whole = parts.take(entry, part);
        if (whole.isEmpty()) {
            return;
        }
        snapshots++;
        BookOutcome outcome = book.take(whole.get());
        count(outcome);
        if (outcome == BookOutcome.JOINED
                || outcome == BookOutcome.DIFFERED
                || (outcome == BookOutcome.CONFIRMED && part.lastUpdateId().isEmpty())) {
            stand(entry, whole.get());
        }
    }

    private void stand(BookEntry entry, BookSnapshot snapshot) {
        snapshotTime = Optional.of(entry.time());
        long lastUpdateId = snapshot.lastUpdateId().orElse(Long.MAX_VALUE);
        changes = waiting.stream().filter(last -> last > lastUpdateId).count();
        waiting.clear();
        if (snapshot.lastUpdateId().isPresent()
                && sequence.orElse(-1) < snapshot.lastUpdateId().getAsLong()) {
            sequence = snapshot.lastUpdateId();
        }
        if (time.isEmpty() || entry.time().isAfter(time.get())) {
            time = Optional.of(entry.time());
        }
    }

    private void take(BookEntry entry, BookChange change) {
        BookOutcome outcome = book.take(change);
        count(outcome);
        if (outcome == BookOutcome.OLD || outcome == BookOutcome.UNUSED) {
            return;
        }
        if (outcome == BookOutcome.WAITS) {
            waiting.add(change.ids().orElseThrow().last());
            if (waiting.size() > FollowedBook.HELD_MAX) {
                waiting.remove();
            }
        } else {
            changes++;
        }
        time = Optional.of(entry.time());
        change.ids().ifPresent(ids -> sequence = OptionalLong.of(ids.last()));
    }

    private void count(BookOutcome outcome) {
        confirmed += outcome == BookOutcome.CONFIRMED ? 1 : 0;
        mismatches += outcome == BookOutcome.DIFFERED ? 1 : 0;
    }

    private void loseIfNotWhole() {
        parts.missing().ifPresent(book::lose);
        parts.forget();
    }

    void write(DataOutput out) throws IOException {
        book.write(out);
        parts.write(out);
        out.writeInt(seen.size());
        for (Seen each : seen.keySet()) {
            out.writeUTF(each.kind);
            BookBytes.write(out, each.received);
            out.writeLong(each.first);
            out.writeLong(each.last);
        }
        out.writeInt(waiting.size());
        for (long id : waiting) {
            out.writeLong(id);
        }
        out.writeLong(lines);
        out.writeLong(snapshots);
        out.writeLong(changes);
        out.writeLong(confirmed);
        out.writeLong(mismatches);
        out.writeLong(repeats);
        BookBytes.writeTime(out, time);
        BookBytes.writeTime(out, snapshotTime);
        BookBytes.write(out, sequence);
    }

    static RebuiltBook read(DataInput in) throws IOException {
        var rebuilt = new RebuiltBook(FollowedBook.read(in), SnapshotParts.read(in));
        int known = in.readInt();
        for (int i = 0; i < known; i++) {
            var each = new Seen(in.readUTF(), BookBytes.time(in), in.readLong(), in.readLong());
            rebuilt.seen.put(each, true);
        }
        int waits = in.readInt();
        for (int i = 0; i < waits; i++) {
            rebuilt.waiting.add(in.readLong());
        }
        rebuilt.lines = in.readLong();
        rebuilt.snapshots = in.readLong();
        rebuilt.changes = in.readLong();
        rebuilt.confirmed = in.readLong();
        rebuilt.mismatches = in.readLong();
        rebuilt.repeats = in.readLong();
        rebuilt.time = BookBytes.optionalTime(in);
        rebuilt.snapshotTime = BookBytes.optionalTime(in);
        rebuilt.sequence = BookBytes.number(in);
        return rebuilt;
    }
}
