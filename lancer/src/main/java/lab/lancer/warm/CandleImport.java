package lab.lancer.warm;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import lab.domain.Pair;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.types.DecimalType;
import org.apache.paimon.types.RowType;
import org.jspecify.annotations.Nullable;

/**
 * Writes imported candles into the warm tier, beside a warm job that may be running: it adds files
 * and puts none together, which is that job's alone. The table sees to it that a live candle wins.
 *
 * <p>All that was added shows with {@link #commit} and not before.
 */
public final class CandleImport implements AutoCloseable {
    private static final int RANK = 0;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Table table;
    private final RowType type;
    private final String source;
    private final IOManager spill;
    private final BatchTableWrite write;
    private final BatchWriteBuilder builder;

    /**
     * Begins an import, which ends with its commit.
     *
     * @param source where candles come from, as their rows will say
     * @param tmp for what does not fit into the writer's buffer
     * @throws IllegalStateException if there is no table yet
     */
    public CandleImport(WarmCandles warm, String source, Path tmp) throws WarmTierException {
        FileStoreTable stored =
                warm.table()
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "warm tier: its candles must have a table, have none"));
        this.table = stored.copy(Map.of(CoreOptions.WRITE_ONLY.key(), "true"));
        this.type = table.rowType();
        this.source = source;
        this.builder = table.newBatchWriteBuilder();
        this.spill = IOManager.create(tmp.toString());
        this.write = builder.newWrite();
        write.withIOManager(spill);
    }

    public void add(Pair pair, ImportedCandle candle) throws WarmTierException {
        try {
            write.write(row(pair, candle));
        } catch (Exception e) {
            throw new WarmTierException("warm tier: a candle must be writable", e);
        }
    }

    private GenericRow row(Pair pair, ImportedCandle candle) {
        var row = new GenericRow(type.getFieldCount());
        set(row, "pair", BinaryString.fromString(pair.name()));
        set(row, "window_start", time(candle.start()));
        set(row, "window_end", time(candle.start().plus(MINUTE)));
        set(row, "open", decimal("open", candle.open()));
        set(row, "high", decimal("high", candle.high()));
        set(row, "low", decimal("low", candle.low()));
        set(row, "close", decimal("close", candle.close()));
        set(row, "volume", decimal("volume", candle.volume()));
        candle.trades()
                .ifPresent(trades -> {
                    set(row, "quote_volume", decimal("quote_volume", trades.quoteVolume()));
                    set(row, "vwap", decimal("vwap", trades.vwap()));
                    set(row, "trade_count", trades.count());
                });
        set(row, "source", BinaryString.fromString(source));
        set(row, "source_rank", RANK);
        return row;
    }

    private void set(GenericRow row, String column, @Nullable Object value) {
        row.setField(type.getFieldIndex(column), value);
    }

    private static Timestamp time(Instant time) {
        return Timestamp.fromLocalDateTime(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    }

    private @Nullable Decimal decimal(String column, BigDecimal value) {
        var decimal = (DecimalType) type.getTypeAt(type.getFieldIndex(column));
        return Decimal.fromBigDecimal(value, decimal.getPrecision(), decimal.getScale());
    }

    /** Makes all that was added readable, at once. */
    public void commit() throws WarmTierException {
        BatchTableCommit commit = builder.newCommit();
        try {
            commit.commit(write.prepareCommit());
        } catch (Exception e) {
            throw new WarmTierException("warm tier: imported candles must be committed", e);
        } finally {
            close(commit);
        }
    }

    @Override
    public void close() throws WarmTierException {
        close(write);
        close(spill);
    }

    private static void close(AutoCloseable part) throws WarmTierException {
        try {
            part.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new WarmTierException("warm tier: it must close", e);
        }
    }
}
