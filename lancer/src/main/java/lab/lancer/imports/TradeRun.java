package lab.lancer.imports;

import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.domain.Pair;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.rows.Row;
import lab.lancer.warm.ImportedCandle;
import lab.lancer.warm.WarmTierException;

/** Rows that are trades, of which candles are made. */
final class TradeRun implements RowRun {
    private static final long SECONDS_A_MINUTE = 60;
    private static final long MINUTES_A_DAY = 24 * 60;

    private final Layout.Trade columns;
    private final RowReader reader;
    private final RowCount count;
    private final CandleSink sink;
    private final TradeCandles candles;
    private final Map<Long, BitSet> minutes = new HashMap<>();

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
            case Row.Broken(long _, String reason) -> count.refused(row, reason);
            case Row.Cells(long _, List<String> cells) -> take(row, cells);
        }
        handOn();
        return Optional.empty();
    }

    private void take(Row row, List<String> cells) {
        try {
            Instant time = reader.time(cells);
            reader.checkSymbol(cells);
            count.at(time);
            boolean isNew =
                    candles.add(
                            time,
                            reader.number("price", cells, columns.price()),
                            reader.number("amount", cells, columns.size()),
                            columns.id().isPresent()
                                    ? Optional.of(cells.get(columns.id().getAsInt()))
                                    : Optional.empty());
            if (isNew) {
                count.used();
            } else {
                count.repeated();
                count.refused(row, "the trade was there already");
            }
        } catch (IllegalArgumentException e) {
            count.refused(row, String.valueOf(e.getMessage()));
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
        candles.end();
        handOn();
        return Optional.empty();
    }
}
