package lab.domain.book;

import static lab.domain.Checks.check;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.book.BookFeatures.Resolution;

/**
 * The features of one pair's book as its log comes in, by event time.
 *
 * <p>A window is told when the log shows a time behind its end, and is the book as it stands then:
 * so what is told is a function of the pair's entries in their order, and of nothing else. An entry
 * whose time lies before the window that is open belongs to that one. A window in which nothing was
 * said of the pair has no features: the book stood as at the end of the one before.
 *
 * <p>The book is that of one feed, the one that began a snapshot last; what others say is passed
 * over. With another feed everything begins anew, also its windows.
 *
 * <p>Of the last window nobody knows that it has ended. {@link #tellOpen} tells it as it is; if
 * more comes, it is told again.
 *
 * <p>Not safe for use by several threads.
 */
public final class FeatureBook {
    private static final int FORMAT = 1;
    private static final String ONE_SIDED = "nobody buys or nobody sells";

    private final Pair pair;
    private final Map<Resolution, Long> open = new EnumMap<>(Resolution.class);
    private String exchange = "";
    private String feed = "";
    private RebuiltBook book = new RebuiltBook();
    private boolean isTold = true;

    public FeatureBook(Pair pair) {
        this.pair = pair;
    }

    /** Takes the next entry. */
    public void take(BookEntry entry, Consumer<BookFeatures> output) {
        if (!entry.feed().equals(feed)) {
            if (!(entry.said() instanceof BookEntry.SnapshotPart part) || part.part() > 1) {
                return;
            }
            tellOpen(output);
            open.clear();
            feed = entry.feed();
            exchange = entry.exchange();
            book = new RebuiltBook();
        }
        long time = EventTime.toMicros(entry.time());
        for (Resolution resolution : Resolution.values()) {
            long start = resolution.startOf(time);
            Long before = open.get(resolution);
            if (before == null) {
                open.put(resolution, start);
            } else if (start > before) {
                output.accept(features(resolution, before));
                open.put(resolution, start);
            }
        }
        book.take(entry);
        isTold = false;
    }

    /** Whose entries it follows; none before the first snapshot. */
    Optional<String> feed() {
        return feed.isEmpty() ? Optional.empty() : Optional.of(feed);
    }

    /** From here on nobody knows the book, until a snapshot comes. */
    void lose(String reason) {
        book.lose(reason);
        isTold = false;
    }

    /**
     * Tells the windows that are open, as they are now.
     *
     * @return whether there was anything to tell since it last did
     */
    public boolean tellOpen(Consumer<BookFeatures> output) {
        if (isTold) {
            return false;
        }
        open.forEach((resolution, start) -> output.accept(features(resolution, start)));
        isTold = true;
        return true;
    }

    /** The window of a length that is open, as it is now; there is none before the first entry. */
    Optional<BookFeatures> open(Resolution resolution) {
        return Optional.ofNullable(open.get(resolution)).map(start -> features(resolution, start));
    }

    private BookFeatures features(Resolution resolution, long start) {
        return new BookFeatures(pair, exchange, resolution, EventTime.ofMicros(start), said());
    }

    /** What can be said of the book as it stands. */
    BookFeatures.Said said() {
        return switch (book.view()) {
            case BookView.Unknown(var reason) -> new BookFeatures.Said.Unknown(reason);
            case BookView.Known(var known) -> {
                Optional<BookTop> top = BookTop.of(known);
                yield top.isPresent()
                        ? new BookFeatures.Said.Known(top.get())
                        : new BookFeatures.Said.Unknown(ONE_SIDED);
            }
        };
    }

    /** Writes all of it, to be read by {@link #read}. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(FORMAT);
        out.writeUTF(pair.name());
        out.writeUTF(exchange);
        out.writeUTF(feed);
        out.writeBoolean(isTold);
        for (Resolution resolution : Resolution.values()) {
            Long start = open.get(resolution);
            out.writeBoolean(start != null);
            if (start != null) {
                out.writeLong(start);
            }
        }
        book.write(out);
    }

    public static FeatureBook read(DataInput in) throws IOException {
        int format = in.readByte();
        check(format == FORMAT, "features of a book: format must be %d, was %d", FORMAT, format);
        var features = new FeatureBook(new Pair(in.readUTF()));
        features.exchange = in.readUTF();
        features.feed = in.readUTF();
        features.isTold = in.readBoolean();
        for (Resolution resolution : Resolution.values()) {
            if (in.readBoolean()) {
                features.open.put(resolution, in.readLong());
            }
        }
        features.book = RebuiltBook.read(in);
        return features;
    }
}
