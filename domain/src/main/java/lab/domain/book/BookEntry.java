package lab.domain.book;

import static lab.domain.Checks.check;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.EventTime;
import lab.domain.Pair;

/**
 * One entry of the log that a book is a function of.
 *
 * @param feed what it was heard from: a book is followed within one feed
 * @param line where it stood in a feed whose lines can be counted, from 1; one line holds at most
 *     one entry of a pair, or one part of its snapshot
 * @param time when it happened at the exchange; of what has no time, the newest that the feed had
 *     heard. Of what is lost it is the first moment at which the book is not known
 * @param received when the feed had it
 */
public record BookEntry(
        Pair pair,
        String exchange,
        String feed,
        OptionalLong line,
        Instant time,
        Instant received,
        Said said) {
    public BookEntry {
        EventTime.check("time", time);
        EventTime.check("received", received);
        check(!exchange.isBlank(), "exchange: must have a name");
        check(!feed.isBlank(), "feed: must have a name");
        check(line.isEmpty() || line.getAsLong() > 0, "line: must be counted from 1, was %s", line);
    }

    /** What the entry says of the book. */
    public sealed interface Said {
        /** How the kind of entry is called on the bus and in tables. */
        String kind();
    }

    /**
     * So many levels of a snapshot; the parts of one come in a row.
     *
     * @param part from 1
     * @param lastUpdateId of the snapshot, where the exchange numbers its updates
     */
    public record SnapshotPart(
            int part,
            int parts,
            OptionalLong lastUpdateId,
            List<BookLevel> bids,
            List<BookLevel> asks)
            implements Said {
        public static final String KIND = "snapshot";

        public SnapshotPart {
            check(part >= 1 && part <= parts, "part: must be 1 to %d, was %d", parts, part);
            check(
                    lastUpdateId.isEmpty() || lastUpdateId.getAsLong() >= 0,
                    "last update id: must not be negative, was %s",
                    lastUpdateId);
            bids = List.copyOf(bids);
            asks = List.copyOf(asks);
        }

        @Override
        public String kind() {
            return KIND;
        }
    }

    /** What changed. */
    public record Changed(List<LevelChange> levels, Optional<UpdateIds> ids) implements Said {
        public static final String KIND = "change";

        public Changed {
            levels = List.copyOf(levels);
        }

        @Override
        public String kind() {
            return KIND;
        }
    }

    /** From here on nobody knows the book, until a snapshot comes. */
    public record Lost(String reason) implements Said {
        public static final String KIND = "lost";

        public Lost {
            check(!reason.isBlank(), "reason: must be given");
        }

        @Override
        public String kind() {
            return KIND;
        }
    }
}
