package lab.domain.candle;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import lab.domain.Candle;
import lab.domain.Decimal8;
import lab.domain.EventTime;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;

/** One window of a pair with what its trades have come to so far; times in microseconds. */
final class CandleWindow {
    private static final int QUOTE_PLACES = 2 * Decimal8.PLACES;

    private final Interval interval;
    private final long start;
    private long firstTime;
    private long firstId;
    private long open;
    private long lastTime;
    private long lastId;
    private long close;
    private long high;
    private long low;
    private long tradeCount;
    private ExactSum volume = new ExactSum();
    private ExactSum quoteVolume = new ExactSum();
    private ExactSum bought = new ExactSum();
    private long buyCount;
    private long largest;

    /** False once it has a trade of which nobody said who took. */
    private boolean isFlowKnown = true;

    private boolean emitted;

    CandleWindow(Interval interval, long start) {
        this.interval = interval;
        this.start = start;
    }

    long start() {
        return start;
    }

    /** When its candle appears by event time. */
    long due() {
        return start + interval.micros() + CandleBook.GRACE_MICROS;
    }

    /** When trades no longer change it. */
    long closed() {
        return due() + CandleBook.CORRECTION_MICROS;
    }

    boolean isEmitted() {
        return emitted;
    }

    void add(long id, long time, long price, long size, Taker taker) {
        if (tradeCount == 0 || isBefore(time, id, firstTime, firstId)) {
            firstTime = time;
            firstId = id;
            open = price;
        }
        if (tradeCount == 0 || isBefore(lastTime, lastId, time, id)) {
            lastTime = time;
            lastId = id;
            close = price;
        }
        high = tradeCount == 0 ? price : Math.max(high, price);
        low = tradeCount == 0 ? price : Math.min(low, price);
        volume.add(size, 1);
        quoteVolume.add(price, size);
        tradeCount++;
        largest = Math.max(largest, size);
        switch (taker) {
            case BUYS -> {
                bought.add(size, 1);
                buyCount++;
            }
            case SELLS -> {}
            case UNKNOWN -> isFlowKnown = false;
        }
    }

    /** Who took what a trade offered. */
    enum Taker {
        BUYS,
        SELLS,
        UNKNOWN
    }

    private static boolean isBefore(long time, long id, long otherTime, long otherId) {
        return time < otherTime || (time == otherTime && id < otherId);
    }

    /** The candle as it is now; from here on every change of it is to be told. */
    Candle emit(Pair pair) {
        emitted = true;
        BigDecimal exactVolume = exactVolume();
        BigDecimal exactQuote = exactQuote();
        return new Candle(
                pair,
                interval,
                EventTime.ofMicros(start),
                new Price(open),
                new Price(high),
                new Price(low),
                new Price(close),
                exactVolume,
                exactQuote,
                vwap(exactQuote, exactVolume),
                tradeCount);
    }

    /** Who pressed, as far as it goes now; empty if of a trade nobody said who took. */
    Optional<Candle.Flow> flow(Pair pair) {
        if (!isFlowKnown) {
            return Optional.empty();
        }
        BigDecimal exactVolume = exactVolume();
        var buys = new BigDecimal(bought.total(), Decimal8.PLACES);
        return Optional.of(
                new Candle.Flow(
                        pair,
                        interval,
                        EventTime.ofMicros(start),
                        buys,
                        exactVolume.subtract(buys),
                        buyCount,
                        tradeCount - buyCount,
                        vwap(exactQuote(), exactVolume),
                        new Quantity(largest)));
    }

    private BigDecimal exactVolume() {
        return new BigDecimal(volume.total(), Decimal8.PLACES);
    }

    private BigDecimal exactQuote() {
        return new BigDecimal(quoteVolume.total(), QUOTE_PLACES);
    }

    private static BigDecimal vwap(BigDecimal quoteVolume, BigDecimal volume) {
        return quoteVolume.divide(volume, Decimal8.PLACES, RoundingMode.HALF_EVEN);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(start);
        out.writeLong(firstTime);
        out.writeLong(firstId);
        out.writeLong(open);
        out.writeLong(lastTime);
        out.writeLong(lastId);
        out.writeLong(close);
        out.writeLong(high);
        out.writeLong(low);
        out.writeLong(tradeCount);
        volume.write(out);
        quoteVolume.write(out);
        out.writeBoolean(emitted);
        out.writeBoolean(isFlowKnown);
        if (isFlowKnown) {
            bought.write(out);
            out.writeLong(buyCount);
            out.writeLong(largest);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param hasFlow false of what an older version wrote, which did not say who took
     */
    static CandleWindow read(Interval interval, DataInput in, boolean hasFlow) throws IOException {
        var window = new CandleWindow(interval, in.readLong());
        window.firstTime = in.readLong();
        window.firstId = in.readLong();
        window.open = in.readLong();
        window.lastTime = in.readLong();
        window.lastId = in.readLong();
        window.close = in.readLong();
        window.high = in.readLong();
        window.low = in.readLong();
        window.tradeCount = in.readLong();
        window.volume = ExactSum.read(in);
        window.quoteVolume = ExactSum.read(in);
        window.emitted = in.readBoolean();
        window.isFlowKnown = hasFlow && in.readBoolean();
        if (window.isFlowKnown) {
            window.bought = ExactSum.read(in);
            window.buyCount = in.readLong();
            window.largest = in.readLong();
        }
        return window;
    }
}
