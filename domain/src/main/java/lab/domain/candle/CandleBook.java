package lab.domain.candle;

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
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import lab.domain.Candle;
import lab.domain.EventTime;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Side;
import lab.domain.Trade;
import lab.domain.repeat.TradeIds;
import org.jspecify.annotations.Nullable;

/**
 * The candles of one pair as its trades come in, of every interval.
 *
 * <p>Two things move. What a candle <em>holds</em> depends on the pair's trades alone: {@code seen}
 * is the newest time that any of them showed when it came first, its own or its feed's, and a trade
 * that comes when {@code seen} is more than {@link #GRACE} and {@link #CORRECTION} past the end of
 * its window is too late for that window. When a candle <em>appears</em> depends on {@code clock},
 * which heartbeats and the event time of other pairs move too; once it has appeared, every change
 * is told at once. So whatever drives the clock, at whatever speed, the last word on a candle is
 * the same.
 *
 * <p>A heartbeat is read from another log than the trades, and may be far ahead of them. It names
 * the newest trade that its feed knew, and counts from when the pair has come to that trade on;
 * until then it is held. Of those held the newest replaces the one before, so that one that names a
 * trade which never comes is forgotten with the next; meanwhile {@link #advance} moves the clock.
 * After the end of a feed there is no next: {@link #giveUpWaiting} is for whoever knows that no
 * trade is on its way.
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

    private static final int FORMAT = 3;

    /** Which did not say who took. */
    private static final int FORMAT_WITHOUT_FLOW = 2;

    private static final Interval[] INTERVALS = Interval.values();
    private static final long BEFORE_ALL_TIME = Long.MIN_VALUE;
    private static final long AFTER_ALL_TIME = Long.MAX_VALUE;

    private final Pair pair;
    private final Map<Interval, TreeMap<Long, CandleWindow>> windows =
            new EnumMap<>(Interval.class);
    private TradeIds ids = new TradeIds();
    private long seen = BEFORE_ALL_TIME;
    private long newestId;
    private @Nullable Held held;
    private @Nullable Held heldEnd;
    private long clock = BEFORE_ALL_TIME;
    private long endedThrough = BEFORE_ALL_TIME;
    private long nextDue = AFTER_ALL_TIME;
    private long nextClosed = AFTER_ALL_TIME;

    /** What became of a trade. */
    public sealed interface Outcome {
        /** It is part of its candle of every interval. */
        record Counted() implements Outcome {}

        /** Its id was there already, whatever it says: it changes nothing, and moves no time. */
        record Repeated() implements Outcome {}

        /**
         * It came too late for some candles, and is part of the others.
         *
         * @param lateByMicros how far event time had gone past it
         */
        record Late(long lateByMicros, List<Interval> missed) implements Outcome {}
    }

    /** A heartbeat that waits for a trade. */
    private record Held(long time, long lastTradeId) {
        void write(DataOutput out) throws IOException {
            out.writeLong(time);
            out.writeLong(lastTradeId);
        }

        static Held read(DataInput in) throws IOException {
            return new Held(in.readLong(), in.readLong());
        }
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
                trade.side(),
                output);
    }

    /** As {@link #add(Trade, Consumer)}, of a trade's parts. */
    public Outcome add(
            long tradeId,
            long time,
            long feedTime,
            long priceUnits,
            long sizeUnits,
            Side taker,
            Consumer<Candle> output) {
        return add(
                tradeId,
                time,
                feedTime,
                priceUnits,
                sizeUnits,
                taker == Side.BUY ? CandleWindow.Taker.BUYS : CandleWindow.Taker.SELLS,
                output);
    }

    /** The same of a trade that does not say who took: its windows have no flow. */
    public Outcome add(
            long tradeId,
            long time,
            long feedTime,
            long priceUnits,
            long sizeUnits,
            Consumer<Candle> output) {
        return add(
                tradeId, time, feedTime, priceUnits, sizeUnits, CandleWindow.Taker.UNKNOWN, output);
    }

    private Outcome add(
            long tradeId,
            long time,
            long feedTime,
            long priceUnits,
            long sizeUnits,
            CandleWindow.Taker taker,
            Consumer<Candle> output) {
        long now = Math.max(seen, Math.max(time, feedTime));
        if (!ids.add(tradeId, lastClosed(time), now)) {
            return REPEATED;
        }
        see(now);
        Outcome outcome = count(tradeId, time, priceUnits, sizeUnits, taker, output);
        newestId = Math.max(newestId, tradeId);
        release(output);
        emitDue(output);
        return outcome;
    }

    /**
     * The pair's event time has come this far; if the feed ends here, so does every window. Held
     * until the trade has come that it names.
     *
     * @param lastTradeId the newest trade that the feed knew; 0 if it knew of none
     */
    public void heartbeat(long time, long lastTradeId, boolean ended, Consumer<Candle> output) {
        var heartbeat = new Held(time, lastTradeId);
        if (ended) {
            heldEnd = heartbeat;
        } else {
            held = heartbeat;
        }
        release(output);
        emitDue(output);
    }

    /** Whether a feed's end waits for a trade. */
    public boolean isEndHeld() {
        return heldEnd != null;
    }

    /** What heartbeats wait for does not come: they count without it. */
    public void giveUpWaiting(Consumer<Candle> output) {
        if (held != null) {
            pass(held);
        }
        if (heldEnd != null) {
            end(heldEnd, output);
        }
        emitDue(output);
    }

    /** Event time has come this far elsewhere. */
    public void advance(long time, Consumer<Candle> output) {
        clock = Math.max(clock, time);
        emitDue(output);
    }

    /**
     * Who pressed, of the trades of a candle that is being told: whoever takes a candle asks here,
     * while the window can still change. Empty if of a trade nobody said who took.
     */
    public Optional<Candle.Flow> flow(Candle candle) {
        CandleWindow window =
                requireNonNull(windows.get(candle.interval()))
                        .get(EventTime.toMicros(candle.start()));
        return window == null ? Optional.empty() : window.flow(pair);
    }

    /** When the next candle appears if nothing else comes; {@code Long.MAX_VALUE} if none waits. */
    public long nextDue() {
        return nextDue;
    }

    private void release(Consumer<Candle> output) {
        if (held != null && newestId >= held.lastTradeId) {
            pass(held);
        }
        if (heldEnd != null && newestId >= heldEnd.lastTradeId) {
            end(heldEnd, output);
        }
    }

    private void pass(Held heartbeat) {
        held = null;
        clock = Math.max(clock, heartbeat.time);
    }

    private void end(Held heartbeat, Consumer<Candle> output) {
        heldEnd = null;
        clock = Math.max(clock, heartbeat.time);
        endedThrough = Math.max(endedThrough, heartbeat.time);
        emit(output, true);
    }

    private void see(long time) {
        if (time <= seen) {
            return;
        }
        seen = time;
        clock = Math.max(clock, time);
    }

    private Outcome count(
            long tradeId,
            long time,
            long price,
            long size,
            CandleWindow.Taker taker,
            Consumer<Candle> output) {
        List<Interval> missed = null;
        for (Interval interval : INTERVALS) {
            long start = interval.startOf(time);
            if (seen >= start + interval.micros() + GRACE_MICROS + CORRECTION_MICROS) {
                missed = missed == null ? new ArrayList<>(INTERVALS.length) : missed;
                missed.add(interval);
                continue;
            }
            CandleWindow window = window(interval, start);
            window.add(tradeId, time, price, size, taker);
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
        out.writeLong(newestId);
        write(held, out);
        write(heldEnd, out);
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

    private static void write(@Nullable Held heartbeat, DataOutput out) throws IOException {
        out.writeBoolean(heartbeat != null);
        if (heartbeat != null) {
            heartbeat.write(out);
        }
    }

    public static CandleBook read(DataInput in) throws IOException {
        int format = in.readByte();
        check(
                format == FORMAT || format == FORMAT_WITHOUT_FLOW,
                "candle book: format must be %d or %d, was %d",
                FORMAT_WITHOUT_FLOW,
                FORMAT,
                format);
        var book = new CandleBook(new Pair(in.readUTF()));
        book.seen = in.readLong();
        book.newestId = in.readLong();
        book.held = in.readBoolean() ? Held.read(in) : null;
        book.heldEnd = in.readBoolean() ? Held.read(in) : null;
        book.clock = in.readLong();
        book.endedThrough = in.readLong();
        book.nextDue = in.readLong();
        book.nextClosed = in.readLong();
        book.ids = TradeIds.read(in);
        for (Interval interval : INTERVALS) {
            int open = in.readInt();
            for (int i = 0; i < open; i++) {
                CandleWindow window = CandleWindow.read(interval, in, format == FORMAT);
                requireNonNull(book.windows.get(interval)).put(window.start(), window);
            }
        }
        return book;
    }
}
