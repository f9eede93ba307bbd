package lab.domain;

import static java.util.Objects.requireNonNull;
import static lab.domain.Checks.check;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The candles of one pair as its trades come in, of every interval.
 *
 * <p>Two things move. What a candle <em>holds</em> depends on the pair's trades alone: {@code seen}
 * is the newest time that any of them showed, its own or its feed's, and a trade that comes when
 * {@code seen} is more than {@link #GRACE} and {@link #CORRECTION} past the end of its window is
 * too late for that window. When a candle <em>appears</em> depends on {@code clock}, which
 * heartbeats and the event time of other pairs move too; once it has appeared, every change is told
 * at once. So whatever drives the clock, at whatever speed, the last word on a candle is the same.
 *
 * <p>What it keeps is bounded: windows of the last hour and ten seconds by {@code seen} and those
 * ahead of it, at most 72 of a minute, 15 of five and 3 of an hour behind {@code seen}, and the
 * ranges of {@link TradeIds}.
 *
 * <p>Not safe for use by several threads. All times are microseconds since 1970.
 */
public final class CandleBook {
    /** How long after the end of its window a candle appears. */
    public static final Duration GRACE = Duration.ofSeconds(10);

    /** How long after that late trades still correct it. */
    public static final Duration CORRECTION = Duration.ofHours(1);

    static final long GRACE_MICROS = GRACE.toNanos() / 1_000;
    static final long CORRECTION_MICROS = CORRECTION.toNanos() / 1_000;

    private static final int FORMAT = 1;
    private static final Interval[] INTERVALS = Interval.values();
    private static final long BEFORE_ALL_TIME = Long.MIN_VALUE;
    private static final long AFTER_ALL_TIME = Long.MAX_VALUE;

    private final Pair pair;
    private final Map<Interval, TreeMap<Long, CandleWindow>> windows =
            new EnumMap<>(Interval.class);
    private TradeIds ids = new TradeIds();
    private long seen = BEFORE_ALL_TIME;
    private long clock = BEFORE_ALL_TIME;
    private long endedThrough = BEFORE_ALL_TIME;
    private long nextDue = AFTER_ALL_TIME;
    private long nextClosed = AFTER_ALL_TIME;

    /** What became of a trade. */
    public sealed interface Outcome {
        /** It is part of its candle of every interval. */
        record Counted() implements Outcome {}

        /** It was there already. */
        record Repeated() implements Outcome {}

        /**
         * It came too late for some candles, and is part of the others.
         *
         * @param lateByMicros how far event time had gone past it
         */
        record Late(long lateByMicros, List<Interval> missed) implements Outcome {}
    }

    private static final Outcome COUNTED = new Outcome.Counted();
    private static final Outcome REPEATED = new Outcome.Repeated();

    public CandleBook(Pair pair) {
        this.pair = pair;
        for (Interval interval : INTERVALS) {
            windows.put(interval, new TreeMap<>());
        }
    }

    public Pair pair() {
        return pair;
    }

    /**
     * Takes a trade in.
     *
     * @param output told of each candle that appears or changes by it
     */
    public Outcome add(Trade trade, Consumer<Candle> output) {
        long time = EventTime.toMicros(trade.time());
        return add(
                trade.tradeId(),
                time,
                trade.feedTime().map(EventTime::toMicros).orElse(time),
                trade.price().units(),
                trade.size().units(),
                output);
    }

    /** As {@link #add(Trade, Consumer)}, of a trade's parts. */
    public Outcome add(
            long tradeId,
            long time,
            long feedTime,
            long priceUnits,
            long sizeUnits,
            Consumer<Candle> output) {
        see(Math.max(time, feedTime));
        long keepUntil = lastClosed(time);
        Outcome outcome = REPEATED;
        if (ids.add(tradeId, keepUntil, seen)) {
            outcome = count(tradeId, time, priceUnits, sizeUnits, output);
        }
        emitDue(output);
        return outcome;
    }

    /** The pair's event time has come this far; if the feed ends here, so does every window. */
    public void heartbeat(long time, boolean ended, Consumer<Candle> output) {
        clock = Math.max(clock, time);
        if (ended) {
            endedThrough = Math.max(endedThrough, time);
            emit(output, true);
        } else {
            emitDue(output);
        }
    }

    /** Event time has come this far elsewhere. */
    public void advance(long time, Consumer<Candle> output) {
        clock = Math.max(clock, time);
        emitDue(output);
    }

    /** When the next candle appears if nothing else comes; {@code Long.MAX_VALUE} if none waits. */
    public long nextDue() {
        return nextDue;
    }

    private void see(long time) {
        if (time <= seen) {
            return;
        }
        seen = time;
        clock = Math.max(clock, time);
    }

    private Outcome count(long tradeId, long time, long price, long size, Consumer<Candle> output) {
        List<Interval> missed = null;
        for (Interval interval : INTERVALS) {
            long start = interval.startOf(time);
            if (seen >= start + interval.micros() + GRACE_MICROS + CORRECTION_MICROS) {
                missed = missed == null ? new ArrayList<>(INTERVALS.length) : missed;
                missed.add(interval);
                continue;
            }
            CandleWindow window = window(interval, start);
            window.add(tradeId, time, price, size);
            if (window.isEmitted() || isDue(window)) {
                output.accept(window.emit(pair));
            }
        }
        return missed == null ? COUNTED : new Outcome.Late(seen - time, List.copyOf(missed));
    }

    private CandleWindow window(Interval interval, long start) {
        TreeMap<Long, CandleWindow> open = requireNonNull(windows.get(interval));
        CandleWindow window = open.get(start);
        if (window == null) {
            window = new CandleWindow(interval, start);
            open.put(start, window);
            nextDue = Math.min(nextDue, window.due());
            nextClosed = Math.min(nextClosed, window.closed());
        }
        return window;
    }

    private boolean isDue(CandleWindow window) {
        return clock >= window.due() || endedThrough >= window.start();
    }

    private void emitDue(Consumer<Candle> output) {
        if (clock >= nextDue) {
            emit(output, false);
        }
        if (seen >= nextClosed) {
            dropClosed();
        }
    }

    private void emit(Consumer<Candle> output, boolean all) {
        nextDue = AFTER_ALL_TIME;
        for (TreeMap<Long, CandleWindow> open : windows.values()) {
            for (CandleWindow window : open.values()) {
                if (window.isEmitted()) {
                    continue;
                }
                if (all || isDue(window)) {
                    output.accept(window.emit(pair));
                } else {
                    nextDue = Math.min(nextDue, window.due());
                }
            }
        }
    }

    private void dropClosed() {
        nextClosed = AFTER_ALL_TIME;
        for (TreeMap<Long, CandleWindow> open : windows.values()) {
            while (!open.isEmpty() && seen >= open.firstEntry().getValue().closed()) {
                open.pollFirstEntry();
            }
            if (!open.isEmpty()) {
                nextClosed = Math.min(nextClosed, open.firstEntry().getValue().closed());
            }
        }
    }

    /** When the last of a time's windows closes. */
    private static long lastClosed(long time) {
        long last = BEFORE_ALL_TIME;
        for (Interval interval : INTERVALS) {
            last = Math.max(last, interval.startOf(time) + interval.micros());
        }
        return last + GRACE_MICROS + CORRECTION_MICROS;
    }

    /** Writes all of it, to be read by {@link #read}. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(FORMAT);
        out.writeUTF(pair.name());
        out.writeLong(seen);
        out.writeLong(clock);
        out.writeLong(endedThrough);
        out.writeLong(nextDue);
        out.writeLong(nextClosed);
        ids.write(out);
        for (TreeMap<Long, CandleWindow> open : windows.values()) {
            out.writeInt(open.size());
            for (CandleWindow window : open.values()) {
                window.write(out);
            }
        }
    }

    public static CandleBook read(DataInput in) throws IOException {
        int format = in.readByte();
        check(format == FORMAT, "candle book: format must be %d, was %d", FORMAT, format);
        var book = new CandleBook(new Pair(in.readUTF()));
        book.seen = in.readLong();
        book.clock = in.readLong();
        book.endedThrough = in.readLong();
        book.nextDue = in.readLong();
        book.nextClosed = in.readLong();
        book.ids = TradeIds.read(in);
        for (Interval interval : INTERVALS) {
            int open = in.readInt();
            for (int i = 0; i < open; i++) {
                CandleWindow window = CandleWindow.read(interval, in);
                requireNonNull(book.windows.get(interval)).put(window.start(), window);
            }
        }
        return book;
    }
}
