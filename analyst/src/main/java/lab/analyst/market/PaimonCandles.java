package lab.analyst.market;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Price;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DecimalType;
import org.apache.paimon.types.RowType;
import org.apache.paimon.types.TimestampType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The candles of the warm tier, by Paimon's own reader, always of its newest snapshot. */
public final class PaimonCandles implements CandleSource {
    private static final Logger log = LoggerFactory.getLogger(PaimonCandles.class);
    private static final String TABLE = "candles_1m";
    private static final String WINDOW_START = "window_start";

    private final Catalog catalog;
    private final Identifier table;

    /**
     * @param warehouse holds the folder {@code paimon}
     * @param database which environment, {@code crypto} for the live one
     */
    public PaimonCandles(Path warehouse, String database) {
        String address = warehouse.resolve("paimon").toUri().toString();
        this.catalog =
                CatalogFactory.createCatalog(
                        CatalogContext.create(new org.apache.paimon.fs.Path(address)));
        this.table = Identifier.create(database, TABLE);
    }

    @Override
    public Optional<Long> version() throws IOException {
        return table().map(stored -> stored.snapshotManager().latestSnapshotId());
    }

    @Override
    public Optional<Instant> newestStart() throws IOException {
        return table().flatMap(PaimonCandles::newestStart);
    }

    private static Optional<Instant> newestStart(FileStoreTable candles) {
        int place = candles.schema().trimmedPrimaryKeys().indexOf(WINDOW_START);
        int precision = precision(candles.rowType());
        return candles.newReadBuilder().newScan().plan().splits().stream()
                .filter(DataSplit.class::isInstance)
                .flatMap(split -> ((DataSplit) split).dataFiles().stream())
                .map(file -> file.keyStats().maxValues())
                .filter(max -> !max.isNullAt(place))
                .map(max -> max.getTimestamp(place, precision).toLocalDateTime())
                .map(time -> time.toInstant(ZoneOffset.UTC))
                .max(Comparator.naturalOrder());
    }

    private static int precision(RowType type) {
        return ((TimestampType) type.getTypeAt(type.getFieldIndex(WINDOW_START))).getPrecision();
    }

    @Override
    public List<Candle> since(Instant start) throws IOException {
        Optional<FileStoreTable> stored = table();
        return stored.isPresent() ? read(stored.get(), start) : List.of();
    }

    private static List<Candle> read(FileStoreTable candles, Instant start) throws IOException {
        RowType type = candles.rowType();
        var from = Timestamp.fromLocalDateTime(LocalDateTime.ofInstant(start, ZoneOffset.UTC));
        ReadBuilder builder =
                candles.newReadBuilder()
                        .withFilter(
                                new PredicateBuilder(type)
                                        .greaterOrEqual(type.getFieldIndex(WINDOW_START), from));
        var cells = new Cells(type);
        List<Candle> read = new ArrayList<>();
        try (RecordReader<InternalRow> reader =
                builder.newRead().executeFilter().createReader(builder.newScan().plan())) {
            reader.forEachRemaining(row -> cells.candle(row).ifPresent(read::add));
        }
        return read;
    }

    private Optional<FileStoreTable> table() throws IOException {
        try {
            return catalog.getTable(table) instanceof FileStoreTable stored
                    ? Optional.of(stored)
                    : Optional.empty();
        } catch (Catalog.TableNotExistException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            catalog.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("warm tier: it must close, " + e.getMessage(), e);
        }
    }

    /** Reads columns by name, as the table says they are. */
    private record Cells(RowType type) {

        /** A row that can be no candle, by somebody else's hand, is passed over. */
        Optional<Candle> candle(InternalRow row) {
            try {
                return Optional.of(read(row));
            } catch (IllegalArgumentException e) {
                log.warn("row of candles_1m is no candle reason={}", e.getMessage());
                return Optional.empty();
            }
        }

        private Candle read(InternalRow row) {
            return new Candle(
                    new Pair(row.getString(type.getFieldIndex("pair")).toString()),
                    Interval.ONE_MINUTE,
                    time(row),
                    price(row, "open"),
                    price(row, "high"),
                    price(row, "low"),
                    price(row, "close"),
                    decimal(row, "volume"),
                    quoteVolume(row),
                    vwap(row),
                    knows(row, "trade_count")
                            ? row.getLong(type.getFieldIndex("trade_count"))
                            : 1); // nobody told, and a candle has one at least
        }

        /** Which a candle that was loaded from elsewhere need not have. */
        private BigDecimal quoteVolume(InternalRow row) {
            return knows(row, "quote_volume")
                    ? decimal(row, "quote_volume")
                    : decimal(row, "volume").multiply(vwap(row));
        }

        /** Without its trades the close is the next best. */
        private BigDecimal vwap(InternalRow row) {
            return decimal(row, knows(row, "vwap") ? "vwap" : "close");
        }

        private boolean knows(InternalRow row, String column) {
            return !row.isNullAt(type.getFieldIndex(column));
        }

        private Instant time(InternalRow row) {
            int place = type.getFieldIndex(WINDOW_START);
            return row.getTimestamp(place, precision(type))
                    .toLocalDateTime()
                    .toInstant(ZoneOffset.UTC);
        }

        private Price price(InternalRow row, String column) {
            return Price.parse(column, decimal(row, column).toPlainString());
        }

        private BigDecimal decimal(InternalRow row, String column) {
            int place = type.getFieldIndex(column);
            DecimalType decimal = (DecimalType) type.getTypeAt(place);
            return row.getDecimal(place, decimal.getPrecision(), decimal.getScale()).toBigDecimal();
        }
    }
}
