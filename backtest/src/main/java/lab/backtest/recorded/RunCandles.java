package lab.backtest.recorded;

import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import lab.domain.Candle;
import lab.domain.EventTime;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Trade;
import lab.domain.candle.CandleBook;
import lab.domain.progress.Heartbeat;

/** The candles of all pairs as the trades make them; the last word on each. */
final class RunCandles {
    private final Map<Pair, CandleBook> books = new HashMap<>();
    private final Map<Pair, Map<Interval, TreeMap<Instant, Candle>>> candles = new HashMap<>();
    private long newest = Long.MIN_VALUE;

    void take(Trade trade) {
        newest = Math.max(newest, EventTime.toMicros(trade.time()));
        book(trade.pair()).add(trade, this::keep);
    }

    void take(Heartbeat heartbeat) {
        long time = EventTime.toMicros(heartbeat.time());
        newest = Math.max(newest, time);
        book(heartbeat.pair())
                .heartbeat(time, heartbeat.lastTradeId(), heartbeat.ended(), this::keep);
    }

    /** No more is to come: what event time has finished appears. */
    void end() {
        for (CandleBook book : books.values()) {
            if (book.isEndHeld()) {
                book.giveUpWaiting(this::keep);
            }
            book.advance(newest, this::keep);
        }
    }

    private CandleBook book(Pair pair) {
        CandleBook known = books.get(pair);
        if (known == null) {
            known = new CandleBook(pair);
            books.put(pair, known);
        }
        return known;
    }

    private void keep(Candle candle) {
        candles.computeIfAbsent(candle.pair(), _ -> new EnumMap<>(Interval.class))
                .computeIfAbsent(candle.interval(), _ -> new TreeMap<>())
                .put(candle.start(), candle);
    }

    void forEach(Consumer<Candle> each) {
        candles.values()
                .forEach(of -> of.values().forEach(byStart -> byStart.values().forEach(each)));
    }
}
