package lab.domain.clearing.quote;

import static java.util.Objects.requireNonNull;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.clearing.Claim;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.Finding;
import lab.domain.clearing.Quote;
import lab.domain.clearing.RejectReason;
import lab.domain.clearing.quote.QuoteBlock.Kept;
import lab.domain.clearing.state.StateBytes;
import lab.domain.clearing.state.StateStore;

/**
 * The quotes of one pair and the orders that wait for one.
 *
 * <p>Quotes get no older from one to the next, so the first in the log that is later than an order
 * is the first by time. Of several quotes of one microsecond only the first can be that, and only
 * it is kept.
 */
final class PairQuotes {
    /** Before every time, with room to subtract from. */
    static final long BEFORE_ALL_TIME = Long.MIN_VALUE / 2;

    private static final long RETENTION_MICROS = ClearingTerms.STANDARD.retentionMicros();
    private static final String HEAD = "pair/";
    private static final String QUOTES = "quotes/";
    private static final String WAITING = "waiting/";
    private static final String MOVES = "moves/";

    private final Pair pair;
    private final StateStore store;
    private final String head;

    /** By time. */
    private final Timeline<Kept> kept = new Timeline<>();

    private final TreeMap<Long, QuoteBlock> blocks = new TreeMap<>();
    private final WaitingClaims waiting = new WaitingClaims();

    /** By stamp: how far the ticks that the bus had taken by then had moved the pair's time. */
    private final Timeline<Long> history = new Timeline<>();

    /** What is known of both while entries of the store come in, in any order. */
    private final TreeMap<Long, Kept> restoredQuotes = new TreeMap<>();

    private final TreeMap<Long, Long> restored = new TreeMap<>();

    /** Stamps at which a tick moved time that is not kept as a quote. */
    private final TreeSet<Long> moves = new TreeSet<>();

    private long clock = BEFORE_ALL_TIME;
    private long newestQuoteTime = BEFORE_ALL_TIME;
    private Optional<Long> newestQuoteSequence = Optional.empty();

    PairQuotes(Pair pair, StateStore store) {
        this.pair = pair;
        this.head = HEAD + pair;
        this.store = store;
    }

    void tick(
            long sequence,
            Instant time,
            Price bid,
            Price ask,
            long stamp,
            long passedByPartition,
            Consumer<Claim> answers) {
        long micros = EventTime.toMicros(time);
        boolean isQuote =
                bid.isPositive()
                        && ask.isPositive()
                        && bid.compareTo(ask) <= 0
                        && micros >= newestQuoteTime
                        && newestQuoteSequence.filter(it -> it == sequence).isEmpty();
        boolean isKept = false;
        if (isQuote) {
            var quote = new Quote(sequence, time, bid, ask);
            long passed = Math.max(micros, passed(passedByPartition));
            isKept = micros > newestQuoteTime;
            if (isKept) {
                keep(new Kept(quote, passed, stamp));
            }
            newestQuoteTime = micros;
            newestQuoteSequence = Optional.of(sequence);
            close(passed, answers);
            answer(quote, answers);
        }
        if (micros > clock) {
            clock = micros;
            history.put(stamp, clock);
            if (!isKept && store.keeps()) {
                putMove(stamp, clock);
            }
        }
        close(clock, answers);
        if (store.keeps()) {
            store.put(head, StateBytes.write(this::writeHead));
        }
    }

    private void putMove(long stamp, long time) {
        moves.add(stamp);
        store.put(keyOfMove(stamp), StateBytes.write(out -> out.writeLong(time)));
    }

    /**
     * No request that the bus took before this stamp will ask any more: forgets what only such
     * requests could want.
     */
    void forgetBefore(long stamp) {
        Long oldest = history.below(stamp);
        if (oldest == null) {
            return;
        }
        history.keepOneBelow(stamp);
        Long move = moves.lower(stamp);
        while (move != null && moves.first() < move) {
            store.remove(keyOfMove(requireNonNull(moves.pollFirst())));
        }
        forgetUntil(oldest - RETENTION_MICROS);
    }

    private void forgetUntil(long time) {
        while (!kept.isEmpty() && kept.firstKey() <= time) {
            var _ = kept.removeFirst();
        }
        while (!blocks.isEmpty() && blocks.firstEntry().getValue().lastTime() <= time) {
            store.remove(keyOf(requireNonNull(blocks.pollFirstEntry()).getValue()));
        }
    }

    /** Whether it could be answered, were it certain that it had come in time. */
    boolean hasAnswer(Claim claim, long passedByPartition) {
        return find(claim, passed(passedByPartition)).isPresent();
    }

    /** Whether it could be answered at once; else it waits. */
    boolean ask(Claim claim, long passedByPartition, Consumer<Claim> answers) {
        Optional<Finding> found = find(claim, passed(passedByPartition));
        if (found.isPresent()) {
            answers.accept(claim.with(found.get()));
            return true;
        }
        hold(claim);
        remember(claim);
        return false;
    }

    void hold(Claim claim) {
        waiting.add(claim);
    }

    /** Keeps a claim over a restart, until it is answered. */
    void remember(Claim claim) {
        if (store.keeps()) {
            store.put(keyOfWaiting(claim), claim.toBytes());
        }
    }

    void forget(Claim claim) {
        store.remove(keyOfWaiting(claim));
    }

    /** The pair's newest tick of those that the bus had taken before. */
    private long newestBefore(long stamp) {
        if (stamp == Claim.NO_BUS_TIME) {
            return clock;
        }
        Long before = history.below(stamp);
        return before == null ? BEFORE_ALL_TIME : before;
    }

    private Optional<Finding> find(Claim claim, long passed) {
        long time = EventTime.toMicros(claim.request().time());
        long deadline = WaitingClaims.deadline(claim);
        if (time < newestBefore(claim.busTime()) - RETENTION_MICROS) {
            return Optional.of(new Finding.Refused(RejectReason.TOO_LATE));
        }
        Kept later = kept.above(time);
        if (later != null && deadline >= later.passed()) {
            return Optional.of(new Finding.Quoted(later.quote()));
        }
        return later != null || deadline < passed
                ? Optional.of(new Finding.Refused(RejectReason.NO_QUOTE))
                : Optional.empty();
    }

    /** Event time has passed this: no quote is to come for orders whose wait ended before. */
    void close(long passed, Consumer<Claim> answers) {
        Optional<Claim> ended = waiting.pollEndedBefore(passed);
        while (ended.isPresent()) {
            answer(ended.get(), new Finding.Refused(RejectReason.NO_QUOTE), answers);
            ended = waiting.pollEndedBefore(passed);
        }
    }

    private void answer(Quote quote, Consumer<Claim> answers) {
        long time = EventTime.toMicros(quote.time());
        Optional<Claim> served = waiting.pollMadeBefore(time);
        while (served.isPresent()) {
            answer(served.get(), new Finding.Quoted(quote), answers);
            served = waiting.pollMadeBefore(time);
        }
    }

    private void answer(Claim claim, Finding finding, Consumer<Claim> answers) {
        forget(claim);
        answers.accept(claim.with(finding));
    }

    long earliestDeadline() {
        return waiting.earliestDeadline();
    }

    void forEachWaiting(Consumer<Claim> action) {
        waiting.forEach(action);
    }

    boolean isEmpty() {
        return clock == BEFORE_ALL_TIME && waiting.isEmpty();
    }

    /** The event time that has passed for this pair. */
    private long passed(long passedByPartition) {
        return Math.max(clock, passedByPartition);
    }

    private void keep(Kept quote) {
        kept.put(quote.time(), quote);
        if (!store.keeps()) {
            return;
        }
        Map.Entry<Long, QuoteBlock> last = blocks.lastEntry();
        QuoteBlock block =
                last == null || last.getValue().isFull() ? new QuoteBlock() : last.getValue();
        block.add(quote);
        blocks.put(block.firstTime(), block);
        store.put(keyOf(block), block.toBytes());
    }

    private String keyOf(QuoteBlock block) {
        return QUOTES + pair + '/' + block.firstTime();
    }

    private String keyOfMove(long stamp) {
        return MOVES + pair + '/' + stamp;
    }

    private String keyOfWaiting(Claim claim) {
        return WAITING + pair + '/' + claim.account() + '/' + claim.number();
    }

    static Pair pairOf(String key) {
        String[] parts = key.split("/", 3);
        return new Pair(parts[1]);
    }

    static boolean isWaiting(String key) {
        return key.startsWith(WAITING);
    }

    /** Takes an entry of the store that is no waiting claim's. */
    void restore(String key, byte[] value) {
        if (key.startsWith(HEAD)) {
            StateBytes.read(value, this::readHead);
        } else if (key.startsWith(QUOTES)) {
            QuoteBlock block = QuoteBlock.ofBytes(value, it -> restoredQuotes.put(it.time(), it));
            blocks.put(block.firstTime(), block);
        } else if (key.startsWith(MOVES)) {
            long stamp = Long.parseLong(key.substring(key.lastIndexOf('/') + 1));
            moves.add(stamp);
            restored.merge(stamp, StateBytes.read(value, DataInput::readLong), Math::max);
        } else {
            throw new IllegalStateException("quote book: must know the key, was " + key);
        }
    }

    /**
     * All entries are there.
     *
     * @param hasStamps whether they are of a version that kept stamps; else all ticks so far count
     *     as older than every request
     */
    void restored(boolean hasStamps) {
        if (!hasStamps && clock != BEFORE_ALL_TIME) {
            restored.put(QuoteBook.NO_STAMP, clock);
            putMove(QuoteBook.NO_STAMP, clock);
        }
        restoredQuotes.forEach((time, quote) -> {
            kept.put(time, quote);
            restored.merge(quote.stamp(), quote.time(), Math::max);
        });
        restoredQuotes.clear();
        long newest = BEFORE_ALL_TIME;
        for (Map.Entry<Long, Long> moment : restored.entrySet()) {
            newest = Math.max(newest, moment.getValue());
            history.put(moment.getKey(), newest);
        }
        restored.clear();
    }

    private void writeHead(DataOutput out) throws IOException {
        out.writeLong(clock);
        out.writeLong(newestQuoteTime);
        out.writeBoolean(newestQuoteSequence.isPresent());
        if (newestQuoteSequence.isPresent()) {
            out.writeLong(newestQuoteSequence.get());
        }
    }

    private PairQuotes readHead(DataInput in) throws IOException {
        clock = in.readLong();
        newestQuoteTime = in.readLong();
        newestQuoteSequence = in.readBoolean() ? Optional.of(in.readLong()) : Optional.empty();
        return this;
    }
}
