package lab.backtest.account;

import static lab.domain.Checks.check;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Arrays;

/**
 * What an account was worth at the end of each minute, and between which bounds within it: all
 * positions at the lowest, and all at the highest price of their candles. Exact, in units of 8
 * places.
 */
public final class EquityCurve {
    private static final int PLACES = 8;

    private long[] seconds = new long[1 << 12];
    private long[] closes = new long[1 << 12];
    private long[] lows = new long[1 << 12];
    private long[] highs = new long[1 << 12];
    private long[] held = new long[1 << 12];
    private int size;

    public void add(
            Instant end, BigDecimal low, BigDecimal high, BigDecimal close, BigDecimal exposure) {
        if (size == seconds.length) {
            int more = size * 2;
            seconds = Arrays.copyOf(seconds, more);
            closes = Arrays.copyOf(closes, more);
            lows = Arrays.copyOf(lows, more);
            highs = Arrays.copyOf(highs, more);
            held = Arrays.copyOf(held, more);
        }
        check(
                size == 0 || end.getEpochSecond() > seconds[size - 1],
                "equity: must go on in time, was %s",
                end);
        seconds[size] = end.getEpochSecond();
        closes[size] = units(close);
        lows[size] = units(low);
        highs[size] = units(high);
        held[size] = units(exposure);
        size++;
    }

    private static long units(BigDecimal amount) {
        return amount.movePointRight(PLACES).setScale(0, RoundingMode.FLOOR).longValueExact();
    }

    public int size() {
        return size;
    }

    public Instant time(int index) {
        return Instant.ofEpochSecond(seconds[index]);
    }

    /** At the end of the minute, with 8 places. */
    public BigDecimal exact(int index) {
        return BigDecimal.valueOf(closes[index], PLACES);
    }

    public double close(int index) {
        return number(closes[index]);
    }

    public double low(int index) {
        return number(lows[index]);
    }

    public double high(int index) {
        return number(highs[index]);
    }

    /** Whether anything was held during the minute. */
    public boolean isExposed(int index) {
        return held[index] > 0;
    }

    /** Which part of what it was worth was in the market, on average over all minutes. */
    public double meanExposure() {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += (double) held[i] / closes[i];
        }
        return size == 0 ? 0 : sum / size;
    }

    private static double number(long units) {
        return BigDecimal.valueOf(units, PLACES).doubleValue();
    }
}
