package lab.consensus.strategy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lab.domain.Candle;
import lab.domain.EventTime;
import lab.domain.Interval;
import lab.domain.Price;

/** Candles of a longer interval, put together of those of a minute. */
final class Windows {
    private static final int PLACES = 8;

    private Windows() {}

    /**
     * Those whose window has ended and whose first minute is not before the first that is shown, so
     * that each is whole.
     */
    static List<Candle> of(List<Candle> minutes, Interval interval, Instant time) {
        List<Candle> windows = new ArrayList<>();
        int from = 0;
        while (from < minutes.size()) {
            Instant start = start(minutes.get(from), interval);
            int to = from + 1;
            while (to < minutes.size() && start(minutes.get(to), interval).equals(start)) {
                to++;
            }
            boolean isCut = start.isBefore(minutes.getFirst().start());
            if (!isCut && !start.plus(interval.length()).isAfter(time)) {
                windows.add(together(minutes.subList(from, to), interval, start));
            }
            from = to;
        }
        return List.copyOf(windows);
    }

    private static Instant start(Candle minute, Interval interval) {
        return EventTime.ofMicros(interval.startOf(EventTime.toMicros(minute.start())));
    }

    private static Candle together(List<Candle> minutes, Interval interval, Instant start) {
        Price high = minutes.getFirst().high();
        Price low = minutes.getFirst().low();
        BigDecimal volume = BigDecimal.ZERO;
        BigDecimal quoteVolume = BigDecimal.ZERO;
        long trades = 0;
        for (Candle minute : minutes) {
            high = minute.high().compareTo(high) > 0 ? minute.high() : high;
            low = minute.low().compareTo(low) < 0 ? minute.low() : low;
            volume = volume.add(minute.volume());
            quoteVolume = quoteVolume.add(minute.quoteVolume());
            trades += minute.tradeCount();
        }
        Price close = minutes.getLast().close();
        return new Candle(
                minutes.getFirst().pair(),
                interval,
                start,
                minutes.getFirst().open(),
                high,
                low,
                close,
                volume,
                quoteVolume,
                volume.signum() == 0
                        ? close.toBigDecimal()
                        : quoteVolume.divide(volume, PLACES, RoundingMode.HALF_EVEN),
                trades);
    }
}
