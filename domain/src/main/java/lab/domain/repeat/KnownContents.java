package lab.domain.repeat;

import static lab.domain.Checks.check;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * What the newest trades of a pair said, by their ids: so that a repeat is told from a trade whose
 * id came before with other content. Counts both.
 *
 * <p>It remembers 32 bits of a trade ({@link TradeContent}), in the slot that the low bits of its
 * id name, and what comes last to a slot stays. The ids of a pair follow each other, so these are
 * the newest {@value #TRADES_MAX}; a trade that contradicts an older one counts as a repeat. At
 * most 786 kB of memory, and 262 kB in a checkpoint, a pair.
 *
 * <p>Not safe for use by several threads.
 */
public final class KnownContents {
    /** More than most pairs have in the hour for which trades still correct candles. */
    public static final int TRADES_MAX = 1 << 16;

    private static final int FORMAT = 1;
    private static final int SLOTS_MIN = 16;

    private long[] ids = new long[SLOTS_MIN];

    /** 0 where nothing is. */
    private int[] contents = new int[SLOTS_MIN];

    private long repeats;
    private long contradictions;

    /** A trade is new: what it says is remembered. */
    public void remember(long tradeId, int content) {
        int slot = slot(tradeId);
        while (contents[slot] != 0 && ids[slot] != tradeId && ids.length < TRADES_MAX) {
            grow();
            slot = slot(tradeId);
        }
        ids[slot] = tradeId;
        contents[slot] = content;
    }

    /**
     * A trade's id is known: counts it.
     *
     * @return whether it says something else than the first of its id, as far as that is remembered
     */
    public boolean contradicts(long tradeId, int content) {
        int slot = slot(tradeId);
        boolean isOther = contents[slot] != 0 && ids[slot] == tradeId && contents[slot] != content;
        if (isOther) {
            contradictions++;
        } else {
            repeats++;
        }
        return isOther;
    }

    /** Trades that came again. */
    public long repeats() {
        return repeats;
    }

    /** Trades whose id had come with other content. */
    public long contradictions() {
        return contradictions;
    }

    private int slot(long tradeId) {
        return (int) tradeId & (ids.length - 1);
    }

    /** Whoever had a slot of his own has one among twice as many. */
    private void grow() {
        long[] idsBefore = ids;
        int[] contentsBefore = contents;
        ids = new long[idsBefore.length * 2];
        contents = new int[ids.length];
        for (int i = 0; i < idsBefore.length; i++) {
            if (contentsBefore[i] != 0) {
                int slot = slot(idsBefore[i]);
                ids[slot] = idsBefore[i];
                contents[slot] = contentsBefore[i];
            }
        }
    }

    /** Writes all of it, ids that follow each other as one run, to be read by {@link #read}. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(FORMAT);
        out.writeLong(repeats);
        out.writeLong(contradictions);
        for (int i = 0; i < ids.length; ) {
            if (contents[i] == 0) {
                i++;
                continue;
            }
            int end = endOfRun(i);
            out.writeInt(end - i);
            out.writeLong(ids[i]);
            while (i < end) {
                out.writeInt(contents[i++]);
            }
        }
        out.writeInt(0);
    }

    private int endOfRun(int begin) {
        int end = begin + 1;
        while (end < ids.length && contents[end] != 0 && ids[end] == ids[end - 1] + 1) {
            end++;
        }
        return end;
    }

    public static KnownContents read(DataInput in) throws IOException {
        int format = in.readByte();
        check(
                format == FORMAT,
                "known trades: must be of format %d or older, were of format %d: start the version"
                        + " that wrote them",
                FORMAT,
                format);
        var known = new KnownContents();
        known.repeats = in.readLong();
        known.contradictions = in.readLong();
        for (int left = in.readInt(); left > 0; left = in.readInt()) {
            long id = in.readLong();
            for (int i = 0; i < left; i++) {
                known.remember(id + i, in.readInt());
            }
        }
        return known;
    }

    /** The same, that goes its own way. */
    public KnownContents copy() {
        var copy = new KnownContents();
        copy.ids = Arrays.copyOf(ids, ids.length);
        copy.contents = Arrays.copyOf(contents, contents.length);
        copy.repeats = repeats;
        copy.contradictions = contradictions;
        return copy;
    }
}
