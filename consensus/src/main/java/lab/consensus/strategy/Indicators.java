package lab.consensus.strategy;

import static lab.domain.Checks.check;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import lab.domain.Candle;
import org.ta4j.core.Bar;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBar;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.Indicator;
import org.ta4j.core.indicators.ATRIndicator;
import org.ta4j.core.indicators.MACDIndicator;
import org.ta4j.core.indicators.RSIIndicator;
import org.ta4j.core.indicators.averages.EMAIndicator;
import org.ta4j.core.indicators.averages.SMAIndicator;
import org.ta4j.core.indicators.helpers.ClosePriceIndicator;
import org.ta4j.core.indicators.statistics.StandardDeviationIndicator;
import org.ta4j.core.num.DoubleNumFactory;
import org.ta4j.core.num.Num;

/**
 * What technical analysis says of some candles, at the newest of them. The formulas are ta4j's. Of
 * too few candles all is unknown, which is no number.
 *
 * <p>It is a function of the candles that it is given. What needs all that came before, as the
 * exponential means do, begins with the first of these; a view shows the same number of them live
 * and in a backtest.
 */
public final class Indicators {
    private final List<Candle> candles;
    private final BarSeries series;
    private final Indicator<Num> closes;

    private Indicators(List<Candle> candles) {
        this.candles = candles;
        this.series = series(candles);
        this.closes = new ClosePriceIndicator(series);
    }

    /** Of candles of one length, oldest first. */
    public static Indicators of(List<Candle> candles) {
        return new Indicators(List.copyOf(candles));
    }

    private static BarSeries series(List<Candle> candles) {
        var numbers = DoubleNumFactory.getInstance();
        List<Bar> bars = new ArrayList<>(candles.size());
        for (Candle candle : candles) {
            bars.add(
                    new BaseBar(
                            candle.interval().length(),
                            candle.start(),
                            candle.end(),
                            numbers.numOf(candle.open().toBigDecimal()),
                            numbers.numOf(candle.high().toBigDecimal()),
                            numbers.numOf(candle.low().toBigDecimal()),
                            numbers.numOf(candle.close().toBigDecimal()),
                            numbers.numOf(candle.volume()),
                            numbers.numOf(candle.quoteVolume()),
                            candle.tradeCount()));
        }
        return new BaseBarSeriesBuilder().withNumFactory(numbers).withBars(bars).build();
    }

    /** The newest close. */
    public OptionalDouble close() {
        return candles.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(candles.getLast().close().toBigDecimal().doubleValue());
    }

    /** Mean close of the newest {@code count} candles. */
    public OptionalDouble mean(int count) {
        return newest(new SMAIndicator(closes, count), count, count);
    }

    /** Exponential mean of the closes. */
    public OptionalDouble exponentialMean(int count) {
        return newest(new EMAIndicator(closes, count), count, count);
    }

    /** Standard deviation of the newest closes. */
    public OptionalDouble deviation(int count) {
        return newest(new StandardDeviationIndicator(closes, count), count, count);
    }

    /** Wilder's relative strength index, 0 to 100. */
    public OptionalDouble relativeStrength(int count) {
        return newest(new RSIIndicator(closes, count), count, count + 1);
    }

    /** Wilder's average true range, in money. */
    public OptionalDouble trueRange(int count) {
        return newest(new ATRIndicator(series, count), count, count + 1);
    }

    /** The difference of two exponential means, the shorter first. */
    public OptionalDouble convergence(int fast, int slow) {
        check(fast < slow, "convergence: fast must be less than slow %d, was %d", slow, fast);
        return newest(new MACDIndicator(closes, fast, slow), fast, slow);
    }

    /**
     * The highest price of the {@code count} candles before the newest, which is not among them: a
     * newest price can be above it.
     */
    public OptionalDouble highestBefore(int count) {
        check(count > 0, "count: must be positive, was %d", count);
        return candles.size() <= count
                ? OptionalDouble.empty()
                : before(count).stream()
                        .mapToDouble(candle -> candle.high().toBigDecimal().doubleValue())
                        .max();
    }

    /** The lowest price of the {@code count} candles before the newest. */
    public OptionalDouble lowestBefore(int count) {
        check(count > 0, "count: must be positive, was %d", count);
        return candles.size() <= count
                ? OptionalDouble.empty()
                : before(count).stream()
                        .mapToDouble(candle -> candle.low().toBigDecimal().doubleValue())
                        .min();
    }

    private List<Candle> before(int count) {
        int end = candles.size() - 1;
        return candles.subList(end - count, end);
    }

    private OptionalDouble newest(Indicator<Num> indicator, int count, int needed) {
        check(count > 0, "count: must be positive, was %d", count);
        if (candles.size() < needed) {
            return OptionalDouble.empty();
        }
        double value = indicator.getValue(series.getEndIndex()).doubleValue();
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
}
