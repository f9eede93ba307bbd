package lab.domain.clearing;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Tick;

/**
 * The second stage, one for each partition of the ticks: finds the quote of each order.
 *
 * <p>An order of time T fills at the first quote of its pair that is later than T and at most its
 * own {@code quoteWait} later. There is none if the pair's event time, the newest of all its ticks,
 * passed T plus {@code quoteWait} before. Nor if the event time of the whole partition passed that
 * by {@link #GRACE}: so orders on a pair that has gone silent are answered too. Each quote is kept
 * with the event time that had passed by these rules when it came, so an order that comes after its
 * quote gets the answer that it would have got had it waited for it.
 *
 * <p>What is kept: of each pair the quotes of {@code retention} behind its newest tick, one for
 * each microsecond at most; orders that wait, until event time is {@code quoteWait} and {@link
 * #GRACE} past them.
 *
 * <p>Everything is in memory, and everything that changes is written to the store at once. Not safe
 * for use by several threads.
 */
public final class QuoteBook {
    /**
     * How far the partition's event time must be past the last moment of an order's quote: pairs of
     * one partition may be written slightly out of order.
     */
    public static final Duration GRACE = Duration.ofSeconds(10);

    private static final long GRACE_MICROS = GRACE.toNanos() / 1_000;

    /** The end of the times that can be read. */
    private static final Instant LATEST = Instant.parse("2262-01-01T00:00:00Z");

    private static final String CLOCK = "clock";

    private final StateStore store;
    private final Map<Pair, PairQuotes> pairs = new HashMap<>();
    private long clock = PairQuotes.BEFORE_ALL_TIME;
    private long earliestDeadline = WaitingClaims.AFTER_ALL_TIME;

    public QuoteBook(StateStore store) {
        this.store = store;
    }

    /** A book as it was when the entries were all that its store held. */
    public static QuoteBook restore(StateStore store, Iterable<Map.Entry<String, byte[]>> entries) {
        var book = new QuoteBook(store);
        for (Map.Entry<String, byte[]> entry : entries) {
            String key = entry.getKey();
            if (key.equals(CLOCK)) {
                book.clock = StateBytes.read(entry.getValue(), in -> in.readLong());
            } else {
                book.pair(PairQuotes.pairOf(key)).restore(key, entry.getValue());
            }
        }
        for (PairQuotes pair : book.pairs.values()) {
            book.earliestDeadline = Math.min(book.earliestDeadline, pair.earliestDeadline());
        }
        return book;
    }

    /**
     * Takes the next tick of the partition's log.
     *
     * @param answers gets each order that waited and need not any more
     */
    public void tick(Tick tick, Consumer<Claim> answers) {
        tick(tick.pair(), tick.sequence(), tick.time(), tick.bestBid(), tick.bestAsk(), answers);
    }

    /** As {@link #tick(Tick, Consumer)}, of a tick's parts. */
    public void tick(
            Pair pair, long sequence, Instant time, Price bid, Price ask, Consumer<Claim> answers) {
        pair(pair).tick(sequence, time, bid, ask, passedByPartition(), answers);
        advance(EventTime.toMicros(time), answers);
    }

    /**
     * Takes an order that wants a quote of one of the partition's pairs.
     *
     * @param answers gets it with what was found, now or later
     */
    public void ask(Claim claim, Consumer<Claim> answers) {
        Pair pair =
                claim.wantsQuoteOf()
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "claim: must want a quote, was " + claim));
        PairQuotes quotes = pair(pair);
        if (!quotes.ask(claim, passedByPartition(), answers)) {
            earliestDeadline = Math.min(earliestDeadline, WaitingClaims.deadline(claim));
        }
        forgetIfEmpty(pair, quotes);
    }

    /**
     * Event time has come this far elsewhere, and no tick of this partition that is still to come
     * is older. It counts as if the partition had a tick of that time, so that orders on a
     * partition that has gone silent are answered.
     */
    public void advanceTo(Instant time, Consumer<Claim> answers) {
        advance(EventTime.toMicros(time.isBefore(LATEST) ? time : LATEST), answers);
    }

    private void advance(long time, Consumer<Claim> answers) {
        if (time <= clock) {
            return;
        }
        clock = time;
        store.put(CLOCK, StateBytes.write(out -> out.writeLong(clock)));
        if (earliestDeadline < passedByPartition()) {
            sweep(answers);
        }
    }

    private void sweep(Consumer<Claim> answers) {
        earliestDeadline = WaitingClaims.AFTER_ALL_TIME;
        long passed = passedByPartition();
        Iterator<PairQuotes> all = pairs.values().iterator();
        while (all.hasNext()) {
            PairQuotes pair = all.next();
            pair.close(passed, answers);
            earliestDeadline = Math.min(earliestDeadline, pair.earliestDeadline());
            if (pair.isEmpty()) {
                all.remove();
            }
        }
    }

    /** The event time that has passed for every pair of the partition. */
    private long passedByPartition() {
        return clock - GRACE_MICROS;
    }

    private PairQuotes pair(Pair pair) {
        return pairs.computeIfAbsent(pair, it -> new PairQuotes(it, store));
    }

    private void forgetIfEmpty(Pair pair, PairQuotes quotes) {
        if (quotes.isEmpty()) {
            pairs.remove(pair);
        }
    }
}
