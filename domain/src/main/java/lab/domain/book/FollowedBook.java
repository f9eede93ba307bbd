package lab.domain.book;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The book of one pair, followed by what its exchange says, and Unknown wherever that leaves a
 * hole.
 *
 * <p>Where the exchange does not number its updates, a snapshot is the book and each change behind
 * it is the next: a hole cannot be seen but by a book that crosses itself.
 *
 * <p>Where it numbers them, changes and snapshots come by two ways and have to be joined. A
 * snapshot holds all updates up to its number L, so the first change that goes on from it has L + 1
 * among its updates, older ones are dropped, and from then on each change begins where the last one
 * ended. A snapshot that ends before the oldest change that was held does not join: another is
 * needed. A change that begins further on shows a gap: the book is Unknown until a snapshot joins
 * again, and the changes since the gap are held for that. Numbers that are behind the newest are
 * repeats; where nothing else comes for a while, the exchange began to count anew, and the book is
 * Unknown too.
 */
public final class FollowedBook {
    /**
     * Three minutes of changes at ten a second: a snapshot that takes longer is asked for again.
     */
    static final int HELD_MAX = 2_000;

    /** Two seconds of changes at ten a second: no connection repeats so many in a row. */
    static final int REPEATS_MAX = 20;

    private static final String NO_SNAPSHOT = "no snapshot yet";

    private final Deque<BookChange> held = new ArrayDeque<>();
    private BookView view = new BookView.Unknown(NO_SNAPSHOT);
    private long lastId;
    private boolean isJoining;
    private boolean isNumbered;
    private int repeats;
    private @Nullable BookSnapshot unchecked;

    public BookView view() {
        return view;
    }

    /** Whether the exchange numbers its updates, so that a hole shows by itself. */
    public boolean isNumbered() {
        return isNumbered;
    }

    /** Takes a snapshot: to join, or to be compared with the book in step. */
    public BookOutcome take(BookSnapshot snapshot) {
        try {
            if (snapshot.lastUpdateId().isEmpty()) {
                return replace(snapshot);
            }
            isNumbered = true;
            if (view instanceof BookView.Known) {
                unchecked = snapshot;
                return compare();
            }
            return join(snapshot, snapshot.lastUpdateId().getAsLong());
        } catch (IllegalArgumentException e) {
            return lose(String.valueOf(e.getMessage())); // it grew beyond what a book may have
        }
    }

    /** Takes the next change. */
    public BookOutcome take(BookChange change) {
        try {
            return change.ids().isPresent()
                    ? take(change, change.ids().get())
                    : view instanceof BookView.Known(var book)
                            ? apply(book, change)
                            : BookOutcome.UNUSED;
        } catch (IllegalArgumentException e) {
            return lose(String.valueOf(e.getMessage()));
        }
    }

    /** Says that something was not heard: the book is Unknown until a snapshot comes. */
    public BookOutcome lose(String reason) {
        boolean wasKnown = view instanceof BookView.Known;
        view = new BookView.Unknown(reason);
        unchecked = null;
        return wasKnown ? BookOutcome.LOST : BookOutcome.UNUSED;
    }

    private BookOutcome replace(BookSnapshot snapshot) {
        var book = new OrderBook(snapshot);
        Optional<String> crossed = book.crossed();
        if (crossed.isPresent()) {
            return lose(crossed.get());
        }
        BookOutcome outcome =
                switch (view) {
                    case BookView.Unknown _ -> BookOutcome.JOINED;
                    case BookView.Known(var before) ->
                            book.equalsWithin(snapshot, before)
                                    ? BookOutcome.CONFIRMED
                                    : BookOutcome.DIFFERED;
                };
        view = new BookView.Known(book);
        return outcome;
    }

    private BookOutcome take(BookChange change, UpdateIds ids) {
        isNumbered = true;
        BookChange newest = held.peekLast();
        if (newest != null && ids.last() <= lastOf(newest)) {
            return repeated(change, ids, lastOf(newest));
        }
        repeats = 0;
        if (newest != null && ids.first() != lastOf(newest) + 1) {
            held.clear(); // what came before the hole joins nothing that comes behind it
        }
        held.add(change);
        if (held.size() > HELD_MAX) {
            held.remove();
        }
        if (!(view instanceof BookView.Known(var book))) {
            return BookOutcome.WAITS;
        }
        if (ids.last() <= lastId) {
            return BookOutcome.OLD;
        }
        if (!follows(ids)) {
            return lose(
                    "gap: update %d must follow, was %d to %d"
                            .formatted(lastId + 1, ids.first(), ids.last()));
        }
        BookOutcome outcome = apply(book, change);
        if (outcome == BookOutcome.APPLIED && unchecked != null) {
            BookOutcome compared = compare();
            return compared == BookOutcome.WAITS ? outcome : compared;
        }
        return outcome;
    }

    private BookOutcome repeated(BookChange change, UpdateIds ids, long newest) {
        repeats++;
        if (repeats < REPEATS_MAX) {
            return BookOutcome.OLD;
        }
        repeats = 0;
        held.clear();
        held.add(change);
        return lose("updates went back from %d to %d".formatted(newest, ids.last()));
    }

    private BookOutcome join(BookSnapshot snapshot, long snapshotId) {
        var book = new OrderBook(snapshot);
        lastId = snapshotId;
        isJoining = true;
        for (BookChange change : held) {
            UpdateIds ids = change.ids().orElseThrow();
            if (ids.last() > lastId) {
                if (!follows(ids)) {
                    return lose(
                            "snapshot %d does not join, the oldest change held begins with %d"
                                    .formatted(snapshotId, ids.first()));
                }
                book.apply(change);
                follow(ids);
            }
        }
        Optional<String> crossed = book.crossed();
        if (crossed.isPresent()) {
            return lose(crossed.get());
        }
        view = new BookView.Known(book);
        return BookOutcome.JOINED;
    }

    private BookOutcome apply(OrderBook book, BookChange change) {
        book.apply(change);
        change.ids().ifPresent(this::follow);
        Optional<String> crossed = book.crossed();
        return crossed.isPresent() ? lose(crossed.get()) : BookOutcome.APPLIED;
    }

    /** Compares the book with a snapshot once it has come as far as that. */
    private BookOutcome compare() {
        BookSnapshot snapshot = unchecked;
        if (snapshot == null || !(view instanceof BookView.Known(var book))) {
            return BookOutcome.WAITS;
        }
        long snapshotId = snapshot.lastUpdateId().orElseThrow();
        if (snapshotId > lastId) {
            return BookOutcome.WAITS;
        }
        unchecked = null;
        if (!holdsAllSince(snapshotId)) {
            return BookOutcome.OLD;
        }
        var other = new OrderBook(snapshot);
        held.stream().filter(change -> lastOf(change) > snapshotId).forEach(other::apply);
        if (book.equalsWithin(snapshot, other)) {
            return BookOutcome.CONFIRMED;
        }
        view = new BookView.Known(other);
        return BookOutcome.DIFFERED;
    }

    /** Whether a snapshot can be brought to where the book is. */
    private boolean holdsAllSince(long snapshotId) {
        BookChange oldest = held.peekFirst();
        BookChange newest = held.peekLast();
        return snapshotId == lastId
                || (oldest != null
                        && newest != null
                        && firstOf(oldest) <= snapshotId + 1
                        && lastOf(newest) == lastId);
    }

    private boolean follows(UpdateIds ids) {
        return isJoining
                ? ids.first() <= lastId + 1 && lastId + 1 <= ids.last()
                : ids.first() == lastId + 1;
    }

    private void follow(UpdateIds ids) {
        lastId = ids.last();
        isJoining = false;
    }

    private static long firstOf(BookChange change) {
        return change.ids().orElseThrow().first();
    }

    private static long lastOf(BookChange change) {
        return change.ids().orElseThrow().last();
    }

    void write(DataOutput out) throws IOException {
        switch (view) {
            case BookView.Known(var book) -> {
                out.writeBoolean(true);
                book.write(out);
            }
            case BookView.Unknown(var reason) -> {
                out.writeBoolean(false);
                out.writeUTF(reason);
            }
        }
        out.writeLong(lastId);
        out.writeBoolean(isJoining);
        out.writeBoolean(isNumbered);
        out.writeInt(repeats);
        out.writeInt(held.size());
        for (BookChange change : held) {
            BookBytes.write(out, change);
        }
        out.writeBoolean(unchecked != null);
        if (unchecked != null) {
            BookBytes.write(out, unchecked);
        }
    }

    static FollowedBook read(DataInput in) throws IOException {
        var book = new FollowedBook();
        book.view =
                in.readBoolean()
                        ? new BookView.Known(OrderBook.read(in))
                        : new BookView.Unknown(in.readUTF());
        book.lastId = in.readLong();
        book.isJoining = in.readBoolean();
        book.isNumbered = in.readBoolean();
        book.repeats = in.readInt();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            book.held.add(BookBytes.change(in));
        }
        book.unchecked = in.readBoolean() ? BookBytes.snapshot(in) : null;
        return book;
    }
}
