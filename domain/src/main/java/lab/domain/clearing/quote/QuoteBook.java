package lab.domain.clearing.quote;

import static java.util.Objects.requireNonNull;

import java.io.DataInput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Tick;
import lab.domain.clearing.Claim;
import lab.domain.clearing.state.StateBytes;
import lab.domain.clearing.state.StateStore;

/**
 * The second stage, one for each partition of the ticks: finds the quote of each order.
 *
 * <p>An order of time T fills at the first quote of its pair that is later than T and at most its
 * own {@code quoteWait} later. There is none if the pair's event time, the newest of its own ticks,
 * passed T plus {@code quoteWait} before. Ticks of other pairs say nothing of it. For a pair that
 * has gone silent somebody outside decides, at a place in the partition's log, how far event time
 * has come there ({@link #advanceTo}); it leaves no quote to those that are older by {@code
 * quoteWait} and {@link #GRACE}. Each quote is kept with the event time that had passed when it
 * came, so an order that comes after its quote gets the answer that it would have got had it waited
 * for it.
 *
 * <p>An order is too late if it lies {@code retention} behind the newest tick of its pair that the
 * bus took before the order. Which came first their stamps say, not the order in which the two logs
 * are read. The stamp of a tick is the greatest in its partition so far, so that a clock that steps
 * back changes nothing; of equal stamps neither came first. So an order is answered once the
 * partition was read to its own stamp, or {@link #stampsPassed somebody outside} has made sure that
 * no older tick is to come.
 *
 * <p>What is kept: of each pair the quotes of {@code retention} behind the newest tick that the bus
 * had taken when it took the oldest order that may still ask ({@link #requestsReadTo}), one for
 * each microsecond at most; orders that wait, until event time is {@code quoteWait} and {@link
 * #GRACE} past them. Without stamps, where the caller's own order stands in for the bus's, quotes
 * are kept for {@code retention}.
 *
 * <p>Everything is in memory, and everything that changes is written to the store at once. Not safe
 * for use by several threads.
 */
public final class QuoteBook {
    /**
     * How far event time must have come past the last moment of an order's quote, where it is not
     * the pair's own ticks that say so.
     */
    public static final Duration GRACE = Duration.ofSeconds(10);

    private static final long GRACE_MICROS = GRACE.toNanos() / 1_000;

    /** The end of the times that can be read. */
    private static final Instant LATEST = Instant.parse("2262-01-01T00:00:00Z");

    /** Where no bus stamps anything. */
    public static final long NO_STAMP = Claim.NO_BUS_TIME;

    private static final String CLOCK = "clock";

    /** The stamp, behind a byte that says its format. Not there in what older versions wrote. */
    private static final String STAMP = "stamp";

    private static final byte STAMP_FORMAT = 1;

    private final StateStore store;
    private final Map<Pair, PairQuotes> pairs = new HashMap<>();

    /** Orders that the bus took after the ticks that were read so far, by stamp. */
    private final TreeMap<Long, List<Claim>> early = new TreeMap<>();

    private long clock = PairQuotes.BEFORE_ALL_TIME;
    private long stamp = NO_STAMP;
    private long requestsReadTo = NO_STAMP;
    private long earliestDeadline = WaitingClaims.AFTER_ALL_TIME;

    public QuoteBook(StateStore store) {
        this.store = store;
    }

    /** A book as it was when the entries were all that its store held. */
    public static QuoteBook restore(StateStore store, Iterable<Map.Entry<String, byte[]>> entries) {
        var book = new QuoteBook(store);
        List<Claim> claims = new ArrayList<>();
        boolean hasStamps = false;
        for (Map.Entry<String, byte[]> entry : entries) {
            String key = entry.getKey();
            if (key.equals(CLOCK)) {
                book.clock = StateBytes.read(entry.getValue(), DataInput::readLong);
            } else if (key.equals(STAMP)) {
                book.stamp = StateBytes.read(entry.getValue(), QuoteBook::readStamp);
                hasStamps = true;
            } else if (PairQuotes.isWaiting(key)) {
                claims.add(Claim.ofBytes(entry.getValue()));
            } else {
                book.pair(PairQuotes.pairOf(key)).restore(key, entry.getValue());
            }
        }
        for (PairQuotes pair : book.pairs.values()) {
            pair.restored(hasStamps);
        }
        claims.forEach(book::restore);
        book.putStamp();
        return book;
    }

    private void restore(Claim claim) {
        if (claim.busTime() > stamp) {
            early.computeIfAbsent(claim.busTime(), _ -> new ArrayList<>(1)).add(claim);
        } else {
            pair(pairOf(claim)).hold(claim);
            earliestDeadline = Math.min(earliestDeadline, WaitingClaims.deadline(claim));
        }
    }

    private static long readStamp(DataInput in) throws IOException {
        int format = in.readByte();
        if (format > STAMP_FORMAT) {
            throw StateBytes.tooNew("quote book", format, STAMP_FORMAT);
        }
        return in.readLong();
    }

    private void putStamp() {
        if (!store.keeps()) {
            return;
        }
        store.put(
                STAMP,
                StateBytes.write(out -> {
                    out.writeByte(STAMP_FORMAT);
                    out.writeLong(stamp);
                }));
    }

    /**
     * Takes the next tick of the partition's log, where no bus stamps it.
     *
     * @param answers gets each order that waited and need not any more
     */
    public void tick(Tick tick, Consumer<Claim> answers) {
        tick(tick, NO_STAMP, answers);
    }

    /**
     * Takes the next tick of the partition's log.
     *
     * @param taken when the bus took it, in microseconds
     * @param answers gets each order that waited and need not any more
     */
    public void tick(Tick tick, long taken, Consumer<Claim> answers) {
        tick(
                tick.pair(),
                tick.sequence(),
                tick.time(),
                tick.bestBid(),
                tick.bestAsk(),
                taken,
                answers);
    }

    /** As {@link #tick(Tick, long, Consumer)}, of a tick's parts. */
    public void tick(
            Pair pair,
            long sequence,
            Instant time,
            Price bid,
            Price ask,
            long taken,
            Consumer<Claim> answers) {
        stampsPassed(taken, answers);
        PairQuotes quotes = pair(pair);
        quotes.tick(sequence, time, bid, ask, stamp, passedByPartition(), answers);
        if (stamp == NO_STAMP) {
            quotes.forgetBefore(WaitingClaims.AFTER_ALL_TIME);
        }
    }

    /**
     * No tick that is still to come was taken by the bus before this: the next have at least this
     * stamp, whatever the bus says. Whoever says so at one place of the log has to say so there
     * each time that the log is read.
     *
     * @param answers gets each order that only waited for that
     */
    public void stampsPassed(long taken, Consumer<Claim> answers) {
        if (taken <= stamp) {
            return;
        }
        stamp = taken;
        putStamp();
        while (!early.isEmpty() && early.firstKey() <= stamp) {
            for (Claim claim : requireNonNull(early.pollFirstEntry()).getValue()) {
                PairQuotes quotes = pair(pairOf(claim));
                quotes.forget(claim);
                find(quotes, claim, answers);
            }
        }
    }

    /**
     * Takes an order that wants a quote of one of the partition's pairs.
     *
     * @param answers gets it with what was found, now or later
     * @return whether it waits for nothing but the ticks to be read as far as its own stamp
     */
    public boolean ask(Claim claim, Consumer<Claim> answers) {
        PairQuotes quotes = pair(pairOf(claim));
        if (claim.busTime() > stamp) {
            early.computeIfAbsent(claim.busTime(), _ -> new ArrayList<>(1)).add(claim);
            quotes.remember(claim);
            return quotes.hasAnswer(claim, passedByPartition());
        }
        find(quotes, claim, answers);
        return false;
    }

    private void find(PairQuotes quotes, Claim claim, Consumer<Claim> answers) {
        if (!quotes.ask(claim, passedByPartition(), answers)) {
            earliestDeadline = Math.min(earliestDeadline, WaitingClaims.deadline(claim));
        }
        forgetIfEmpty(pairOf(claim), quotes);
    }

    private static Pair pairOf(Claim claim) {
        return claim.wantsQuoteOf()
                .orElseThrow(() ->
                        new IllegalArgumentException("claim: must want a quote, was " + claim));
    }

    /**
     * Event time has come this far, and no tick of this partition that is still to come is older.
     * It closes what the pairs' own ticks have not, so that orders on a pair that has gone silent
     * are answered. Whoever says so at one place of the log has to say so there each time that the
     * log is read.
     */
    public void advanceTo(Instant time, Consumer<Claim> answers) {
        long micros = EventTime.toMicros(time.isBefore(LATEST) ? time : LATEST);
        if (micros > clock) {
            clock = micros;
            store.put(CLOCK, StateBytes.write(out -> out.writeLong(clock)));
            if (earliestDeadline < passedByPartition()) {
                sweep(answers);
            }
        }
    }

    /**
     * All requests were read that the bus took before this: what only they could want is forgotten.
     */
    public void requestsReadTo(long taken) {
        if (taken > requestsReadTo) {
            requestsReadTo = taken;
            long oldest = early.isEmpty() ? taken : Math.min(taken, early.firstKey());
            pairs.values().forEach(pair -> pair.forgetBefore(oldest));
        }
    }

    /** When the first of the orders that wait ends its wait; empty if none waits. */
    public Optional<Instant> earliestDeadline() {
        long ofEarly =
                early.values().stream()
                        .flatMap(List::stream)
                        .mapToLong(WaitingClaims::deadline)
                        .min()
                        .orElse(WaitingClaims.AFTER_ALL_TIME);
        long earliest =
                pairs.values().stream()
                        .mapToLong(PairQuotes::earliestDeadline)
                        .reduce(ofEarly, Math::min);
        return earliest == WaitingClaims.AFTER_ALL_TIME
                ? Optional.empty()
                : Optional.of(EventTime.ofMicros(earliest));
    }

    /**
     * The oldest stamp of the orders that wait for nothing but the ticks to be read that far;
     * {@link #NO_STAMP} if none does.
     */
    public long oldestStampWanted() {
        for (Map.Entry<Long, List<Claim>> entry : early.entrySet()) {
            for (Claim claim : entry.getValue()) {
                if (pair(pairOf(claim)).hasAnswer(claim, passedByPartition())) {
                    return entry.getKey();
                }
            }
        }
        return NO_STAMP;
    }

    /**
     * The newest stamp of the orders that wait for the ticks to be read that far; {@link #NO_STAMP}
     * if none does.
     */
    public long newestStampWanted() {
        return early.isEmpty() ? NO_STAMP : early.lastKey();
    }

    /** Shows all orders that were not answered yet. */
    public void forEachWaiting(Consumer<Claim> action) {
        early.values().forEach(claims -> claims.forEach(action));
        pairs.values().forEach(pair -> pair.forEachWaiting(action));
    }

    private void sweep(Consumer<Claim> answers) {
        earliestDeadline = WaitingClaims.AFTER_ALL_TIME;
        long closed = passedByPartition();
        Iterator<PairQuotes> all = pairs.values().iterator();
        while (all.hasNext()) {
            PairQuotes pair = all.next();
            pair.close(closed, answers);
            earliestDeadline = Math.min(earliestDeadline, pair.earliestDeadline());
            if (pair.isEmpty()) {
                all.remove();
            }
        }
    }

    /** The event time that was decided to have passed for every pair of the partition. */
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
