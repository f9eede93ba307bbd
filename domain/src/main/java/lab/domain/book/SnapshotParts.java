package lab.domain.book;

import static lab.domain.Checks.check;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.Pair;
import org.jspecify.annotations.Nullable;

/**
 * Cuts snapshots into parts that fit into a message each, and puts the parts together again. A
 * snapshot of which a part is missing is none.
 */
public final class SnapshotParts {
    /** Some 100 kB as text, a tenth of what a request to the bus gathers. */
    public static final int LEVELS_MAX = 4_000;

    private final List<BookLevel> bids = new ArrayList<>();
    private final List<BookLevel> asks = new ArrayList<>();
    private @Nullable BookEntry first;
    private int come;

    /** At least one part, each with at most so many levels, bids before asks. */
    public static List<BookEntry.SnapshotPart> cut(BookSnapshot snapshot, int levelsMax) {
        check(levelsMax > 0, "levels of a part: must be positive, was %d", levelsMax);
        int bids = snapshot.bids().size();
        int levels = bids + snapshot.asks().size();
        int parts = Math.max(1, (levels + levelsMax - 1) / levelsMax);
        List<BookEntry.SnapshotPart> cut = new ArrayList<>(parts);
        for (int part = 0; part < parts; part++) {
            int from = part * levelsMax;
            int end = Math.min(levels, from + levelsMax);
            cut.add(
                    new BookEntry.SnapshotPart(
                            part + 1,
                            parts,
                            snapshot.lastUpdateId(),
                            snapshot.bids().subList(Math.min(from, bids), Math.min(end, bids)),
                            snapshot.asks()
                                    .subList(
                                            Math.max(from, bids) - bids,
                                            Math.max(end, bids) - bids)));
        }
        return cut;
    }

    /** Why the parts that came make no snapshot, if some came and others did not. */
    Optional<String> missing() {
        return first == null
                ? Optional.empty()
                : Optional.of(
                        "snapshot: all of its %d parts must come in a row, part %d did not"
                                .formatted(partOf(first).parts(), come + 1));
    }

    /** Whether a part goes on with those that came. */
    boolean follows(BookEntry entry, BookEntry.SnapshotPart part) {
        return part.part() == come + 1
                && (first == null
                        || (first.line().equals(entry.line())
                                && first.received().equals(entry.received())
                                && partOf(first).parts() == part.parts()
                                && partOf(first).lastUpdateId().equals(part.lastUpdateId())));
    }

    /** Takes the next part; gives the snapshot once it is whole. */
    Optional<BookSnapshot> take(BookEntry entry, BookEntry.SnapshotPart part) {
        if (first == null) {
            first = entry;
        }
        come = part.part();
        bids.addAll(part.bids());
        asks.addAll(part.asks());
        if (come < part.parts()) {
            return Optional.empty();
        }
        OptionalLong lastUpdateId = part.lastUpdateId();
        var snapshot =
                new BookSnapshot(entry.pair(), bids, asks, lastUpdateId, Optional.of(entry.time()));
        forget();
        return Optional.of(snapshot);
    }

    void forget() {
        first = null;
        come = 0;
        bids.clear();
        asks.clear();
    }

    private static BookEntry.SnapshotPart partOf(BookEntry entry) {
        return (BookEntry.SnapshotPart) entry.said();
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(first != null);
        if (first != null) {
            out.writeUTF(first.pair().name());
            out.writeUTF(first.exchange());
            out.writeUTF(first.feed());
            BookBytes.write(out, first.line());
            BookBytes.write(out, first.time());
            BookBytes.write(out, first.received());
            out.writeInt(partOf(first).parts());
            BookBytes.write(out, partOf(first).lastUpdateId());
        }
        out.writeInt(come);
        BookBytes.write(out, bids);
        BookBytes.write(out, asks);
    }

    static SnapshotParts read(DataInput in) throws IOException {
        var parts = new SnapshotParts();
        if (in.readBoolean()) {
            parts.first =
                    new BookEntry(
                            new Pair(in.readUTF()),
                            in.readUTF(),
                            in.readUTF(),
                            BookBytes.number(in),
                            BookBytes.time(in),
                            BookBytes.time(in),
                            // Its levels are among the others
                            new BookEntry.SnapshotPart(
                                    1, in.readInt(), BookBytes.number(in), List.of(), List.of()));
        }
        parts.come = in.readInt();
        parts.bids.addAll(BookBytes.levels(in));
        parts.asks.addAll(BookBytes.levels(in));
        return parts;
    }
}
