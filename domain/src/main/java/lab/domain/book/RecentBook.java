package lab.domain.book;

import static java.util.Objects.requireNonNull;
import static lab.domain.Checks.check;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lab.domain.Pair;
import lab.domain.book.BookFeatures.Resolution;

/**
 * A pair's book as it stands, and its newest windows: those that {@link FeatureBook} tells, so the
 * rows of the table of features.
 *
 * <p>It is a function of the pair's entries in their order. Not safe for use by several threads.
 */
public final class RecentBook {
    /** Of each length. */
    public static final int WINDOWS_MAX = 60;

    private static final int FORMAT = 1;

    private final Pair pair;
    private final Map<Resolution, TreeMap<Instant, BookFeatures>> windows =
            new EnumMap<>(Resolution.class);
    private FeatureBook book;
    private Optional<Instant> heard = Optional.empty();

    public RecentBook(Pair pair) {
        this.pair = pair;
        this.book = new FeatureBook(pair);
        for (Resolution resolution : Resolution.values()) {
            windows.put(resolution, new TreeMap<>());
        }
    }

    /** Takes the next entry. */
    public void take(BookEntry entry) {
        book.take(entry, this::keep);
        boolean isFollowed = book.feed().filter(entry.feed()::equals).isPresent();
        if (isFollowed && heard.filter(it -> !entry.time().isAfter(it)).isEmpty()) {
            heard = Optional.of(entry.time());
        }
    }

    /** Entries are missing: nobody knows the book until a snapshot comes. */
    public void lose(String reason) {
        book.lose(reason);
    }

    private void keep(BookFeatures features) {
        TreeMap<Instant, BookFeatures> kept = requireNonNull(windows.get(features.resolution()));
        kept.put(features.start(), features);
        while (kept.size() > WINDOWS_MAX) {
            kept.pollFirstEntry();
        }
    }

    /** The book behind all entries so far. */
    public BookFeatures.Said now() {
        return book.said();
    }

    /** The newest time of an entry of the feed that is followed. */
    public Optional<Instant> heard() {
        return heard;
    }

    /**
     * The newest windows that have ended, oldest first. One in which nothing was said is not there.
     *
     * @param time by which they have; all entries up to it must have been taken
     */
    public List<BookFeatures> windows(Resolution resolution, Instant time) {
        List<BookFeatures> ended = new ArrayList<>();
        for (BookFeatures told : requireNonNull(windows.get(resolution)).values()) {
            if (!told.end().isAfter(time)) {
                ended.add(told);
            }
        }
        Optional<BookFeatures> open = book.open(resolution);
        if (open.isPresent() && !open.get().end().isAfter(time)) {
            ended.removeIf(told -> told.start().equals(open.get().start()));
            ended.add(open.get());
        }
        return List.copyOf(ended);
    }

    /** Writes all of it, to be read by {@link #read}. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(FORMAT);
        book.write(out);
        BookBytes.writeTime(out, heard);
        for (Resolution resolution : Resolution.values()) {
            TreeMap<Instant, BookFeatures> kept = requireNonNull(windows.get(resolution));
            out.writeInt(kept.size());
            for (BookFeatures features : kept.values()) {
                write(features, out);
            }
        }
    }

    private static void write(BookFeatures features, DataOutput out) throws IOException {
        out.writeUTF(features.exchange());
        BookBytes.write(out, features.start());
        switch (features.said()) {
            case BookFeatures.Said.Known(BookTop top) -> {
                out.writeBoolean(true);
                BookBytes.write(out, top);
            }
            case BookFeatures.Said.Unknown(String reason) -> {
                out.writeBoolean(false);
                out.writeUTF(reason);
            }
        }
    }

    public static RecentBook read(Pair pair, DataInput in) throws IOException {
        int format = in.readByte();
        check(format == FORMAT, "recent book: format must be %d, was %d", FORMAT, format);
        var recent = new RecentBook(pair);
        recent.book = FeatureBook.read(in);
        recent.heard = BookBytes.optionalTime(in);
        for (Resolution resolution : Resolution.values()) {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                recent.keep(recent.features(resolution, in));
            }
        }
        return recent;
    }

    private BookFeatures features(Resolution resolution, DataInput in) throws IOException {
        return new BookFeatures(
                pair,
                in.readUTF(),
                resolution,
                BookBytes.time(in),
                in.readBoolean()
                        ? new BookFeatures.Said.Known(BookBytes.top(in))
                        : new BookFeatures.Said.Unknown(in.readUTF()));
    }
}
