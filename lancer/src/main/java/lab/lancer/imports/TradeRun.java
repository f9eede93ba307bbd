package lab.lancer.imports;

import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.domain.Pair;
import lab.domain.candle.CandleBook;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.rows.Row;
import lab.lancer.warm.ImportedCandle;
import lab.lancer.warm.WarmTierException;

/** Rows that are trades, of which candles are made. */
final class TradeRun implements RowRun {
    private static final Duration AHEAD_MAX = CandleBook.CORRECTION;
    private static final long SECONDS_A_MINUTE = 60;
    private static final long MINUTES_A_DAY = 24 * 60;

    private final Layout.Trade columns;
    private final RowReader reader;
    private final RowCount count;
    private final CandleSink sink;
    private final TradeCandles candles;
    private final Map<Long, BitSet> minutes = new HashMap<>();
    private Optional<TradeRow> waiting = Optional.empty();
    private Optional<Instant> newest = Optional.empty();

    TradeRun(Layout.Trade columns, RowReader reader, RowCount count, CandleSink sink, Pair pair) {
        this.columns = columns;
        this.reader = reader;
        this.count = count;
        this.sink = sink;
        this.candles = new TradeCandles(pair);
    }

    @Override
    public Optional<String> take(Row row) throws WarmTierException {
        switch (row) {
            case Row.Broken(long number, String reason) -> count.refused(number, reason);
            case Row.Cells(long number, List<String> cells) -> {
                try {
                    TradeRow trade = reader.trade(columns, number, cells);
                    addWaiting(Optional.of(trade));
                    waiting = Optional.of(trade);
                } catch (IllegalArgumentException e) {
                    count.refused(number, String.valueOf(e.getMessage()));
                }
            }
        }
        handOn();
        return Optional.empty();
    }

    /**
     * Adds the trade that waits for its successor: one that is far ahead of those around it has a
     * wrong time, and would make all that come behind it late.
     */
    private void addWaiting(Optional<TradeRow> successor) {
        if (waiting.isEmpty()) {
            return;
        }
        TradeRow trade = waiting.get();
        waiting = Optional.empty();
        boolean isAhead =
                newest.isPresent()
                        && successor.isPresent()
                        && trade.time().isAfter(newest.get().plus(AHEAD_MAX))
                        && trade.time().isAfter(successor.get().time().plus(AHEAD_MAX));
        if (isAhead) {
            count.refused(
                    trade.row(),
                    "time: must be at most an hour ahead of the trades before and behind, was "
                            + trade.time());
            return;
        }
        try {
            count.at(trade.time());
            if (candles.add(trade)) {
                count.used();
                newest = newest.filter(trade.time()::isBefore).or(() -> Optional.of(trade.time()));
            } else {
                count.repeated();
                count.refused(trade.row(), "the trade was there already");
            }
        } catch (IllegalArgumentException e) {
            count.refused(trade.row(), String.valueOf(e.getMessage()));
        }
    }

    private void handOn() throws WarmTierException {
        for (ImportedCandle candle : candles.takeMade()) {
            long minute = candle.start().getEpochSecond() / SECONDS_A_MINUTE;
            BitSet day = minutes.computeIfAbsent(minute / MINUTES_A_DAY, first -> new BitSet());
            int at = (int) (minute % MINUTES_A_DAY);
            if (!day.get(at)) {
                day.set(at);
                count.candle();
            }
            sink.add(candle);
        }
    }

    @Override
    public Optional<String> end() throws WarmTierException {
        addWaiting(Optional.empty());
        candles.end();
        handOn();
        return Optional.empty();
    }
}
