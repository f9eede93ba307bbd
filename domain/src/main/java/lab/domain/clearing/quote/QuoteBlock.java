package lab.domain.clearing.quote;

import static lab.domain.Checks.check;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import lab.domain.EventTime;
import lab.domain.Price;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.Quote;
import lab.domain.clearing.state.StateBytes;

/**
 * Some quotes of one pair, one after another, as bytes: of each what differs from the one before
 * it, some ten bytes. An hour of quotes is written whole with every checkpoint, so their size is
 * what a checkpoint costs.
 */
public final class QuoteBlock {
    static final int QUOTES_MAX = 64;

    /**
     * A quote with the orders that it serves.
     *
     * @param passed the event time that had passed with it: it serves the orders that were made
     *     before it and whose wait did not end before this
     * @param stamp when the bus took its tick
     */
    public record Kept(Quote quote, long passed, long stamp) {
        long time() {
            return EventTime.toMicros(quote.time());
        }
    }

    /** For how long before a quote orders were that it serves, where all wait equally long. */
    private static final long WAIT_MICROS = ClearingTerms.STANDARD.quoteWaitMicros();

    /** Leads a block with stamps. Without it the first byte is the count, which is positive. */
    private static final byte FORMAT_1 = -1;

    private static final int COUNT_AT = 1;

    /** The format, the count, and the quotes; never changed in place, for whoever was given it. */
    private byte[] bytes = {FORMAT_1, 0};

    private long firstTime;
    private long sequence;
    private long time;
    private long bid;
    private long spread;
    private long servesBefore;
    private long stamp;

    public static QuoteBlock ofBytes(byte[] bytes, Consumer<Kept> quotes) {
        var block = new QuoteBlock();
        block.bytes = bytes.clone();
        return StateBytes.read(
                bytes,
                in -> {
                    int first = in.readByte();
                    check(
                            first >= FORMAT_1,
                            "quotes: must be of format 1 or older, were of format %d: start the"
                                    + " version that wrote them",
                            -first);
                    boolean hasStamps = first == FORMAT_1;
                    int count = hasStamps ? in.readByte() : first;
                    check(
                            count > 0 && count <= QUOTES_MAX,
                            "quotes: must be 1 to %d, were %d",
                            QUOTES_MAX,
                            count);
                    for (int i = 0; i < count; i++) {
                        Kept kept = block.read(in, hasStamps);
                        block.firstTime = i == 0 ? kept.time() : block.firstTime;
                        quotes.accept(kept);
                    }
                    return block;
                });
    }

    /** Of the quote that was added first: names the block among those of its pair. */
    long firstTime() {
        return firstTime;
    }

    long lastTime() {
        return time;
    }

    /** Whether the next quote needs a new block; one of the old format is not added to. */
    boolean isFull() {
        return bytes[0] != FORMAT_1 || bytes[COUNT_AT] == QUOTES_MAX;
    }

    /** All of it; changes with no later quote. */
    byte[] toBytes() {
        return bytes;
    }

    void add(Kept kept) {
        check(!isFull(), "quotes: must be %d at most", QUOTES_MAX);
        if (bytes[COUNT_AT] == 0) {
            firstTime = kept.time();
        }
        byte[] added = StateBytes.write(out -> write(kept, out));
        byte[] all = Arrays.copyOf(bytes, bytes.length + added.length);
        System.arraycopy(added, 0, all, bytes.length, added.length);
        all[COUNT_AT]++;
        bytes = all;
    }

    private void write(Kept kept, DataOutput out) throws IOException {
        Quote quote = kept.quote();
        long newSpread = quote.ask().units() - quote.bid().units();
        long newServesBefore = kept.time() - kept.passed() + WAIT_MICROS;
        StateBytes.writeSmall(quote.sequence() - sequence, out);
        StateBytes.writeSmall(kept.time() - time, out);
        StateBytes.writeSmall(quote.bid().units() - bid, out);
        StateBytes.writeSmall(newSpread - spread, out);
        StateBytes.writeSmall(newServesBefore - servesBefore, out);
        StateBytes.writeSmall(kept.stamp() - stamp, out);
        sequence = quote.sequence();
        time = kept.time();
        bid = quote.bid().units();
        spread = newSpread;
        servesBefore = newServesBefore;
        stamp = kept.stamp();
    }

    private Kept read(DataInput in, boolean hasStamps) throws IOException {
        sequence += StateBytes.readSmall(in);
        time += StateBytes.readSmall(in);
        bid += StateBytes.readSmall(in);
        spread += StateBytes.readSmall(in);
        servesBefore += StateBytes.readSmall(in);
        stamp = hasStamps ? stamp + StateBytes.readSmall(in) : QuoteBook.NO_STAMP;
        var quote =
                new Quote(
                        sequence,
                        EventTime.ofMicros(time),
                        new Price(bid),
                        new Price(bid + spread));
        return new Kept(quote, time - servesBefore + WAIT_MICROS, stamp);
    }
}
