package lab.launcher.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import lab.console.market.CandleHistory;
import lab.console.market.CandleRow;
import lab.domain.Pair;
import lab.flink.sql.job.TierSettings;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DecimalType;
import org.apache.paimon.types.RowType;
import org.apache.paimon.types.TimestampType;

/** The finished one-minute candles of the warm tier, read from its files without a query. */
public final class CandleTable implements CandleHistory {
    private static final String TABLE = "candles_1m";

    private final TierSettings tiers;

    public CandleTable(TierSettings tiers) {
        this.tiers = tiers;
    }

    @Override
    public List<CandleRow> last(Pair pair, int minutes) {
        try (var tables = WarmTables.open(tiers)) {
            Optional<Table> table = tables.table(TABLE);
            return table.isPresent() ? newest(read(table.get(), pair), minutes) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of a pair, in no order. */
    public List<CandleRow> all(Pair pair) throws IOException {
        try (var tables = WarmTables.open(tiers)) {
            Optional<Table> table = tables.table(TABLE);
            return table.isPresent() ? read(table.get(), pair) : List.of();
        }
    }

    /** Which have candles. */
    public SortedSet<Pair> pairs() throws IOException {
        SortedSet<Pair> pairs = new TreeSet<>();
        try (var tables = WarmTables.open(tiers)) {
            Optional<Table> table = tables.table(TABLE);
            if (table.isPresent()) {
                int[] column = {table.get().rowType().getFieldIndex("pair")};
                ReadBuilder builder = table.get().newReadBuilder().withProjection(column);
                try (RecordReader<InternalRow> reader =
                        builder.newRead().createReader(builder.newScan().plan())) {
                    reader.forEachRemaining(
                            row -> pairs.add(new Pair(row.getString(0).toString())));
                }
            }
        }
        return pairs;
    }

    private static List<CandleRow> newest(List<CandleRow> rows, int minutes) {
        return rows.stream()
                .sorted(Comparator.comparing(CandleRow::time).reversed())
                .limit(minutes)
                .toList();
    }

    private static List<CandleRow> read(Table table, Pair pair) throws IOException {
        RowType type = table.rowType();
        var predicates = new PredicateBuilder(type);
        ReadBuilder builder =
                table.newReadBuilder()
                        .withFilter(
                                predicates.equal(
                                        type.getFieldIndex("pair"),
                                        BinaryString.fromString(pair.toString())));
        var cells = new Cells(type);
        List<CandleRow> rows = new ArrayList<>();
        try (RecordReader<InternalRow> reader =
                builder.newRead().executeFilter().createReader(builder.newScan().plan())) {
            reader.forEachRemaining(row -> rows.add(cells.candle(row)));
        }
        return rows;
    }

    /** Reads columns by name, as the table says they are. */
    private record Cells(RowType type) {

        CandleRow candle(InternalRow row) {
            return new CandleRow(
                    time(row, "window_start"),
                    decimal(row, "open"),
                    decimal(row, "high"),
                    decimal(row, "low"),
                    decimal(row, "close"),
                    decimal(row, "volume"),
                    known(row, "quote_volume") ? decimal(row, "quote_volume") : BigDecimal.ZERO,
                    known(row, "trade_count") ? row.getLong(type.getFieldIndex("trade_count")) : 0);
        }

        /** What an import did not tell shows as nothing. */
        private boolean known(InternalRow row, String column) {
            return !row.isNullAt(type.getFieldIndex(column));
        }

        private Instant time(InternalRow row, String column) {
            int index = type.getFieldIndex(column);
            int precision = ((TimestampType) type.getTypeAt(index)).getPrecision();
            return row.getTimestamp(index, precision).toLocalDateTime().toInstant(ZoneOffset.UTC);
        }

        private BigDecimal decimal(InternalRow row, String column) {
            int index = type.getFieldIndex(column);
            DecimalType decimal = (DecimalType) type.getTypeAt(index);
            return row.getDecimal(index, decimal.getPrecision(), decimal.getScale()).toBigDecimal();
        }
    }
}
