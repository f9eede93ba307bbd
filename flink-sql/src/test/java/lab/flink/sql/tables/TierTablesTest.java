package lab.flink.sql.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lab.flink.sql.job.TierSettings;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.source.ReadBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The warm tier's own tables, and which of two candles of one minute stays. */
class TierTablesTest {
    private static final LocalDateTime START = LocalDateTime.parse("2026-01-05T12:00:00");
    private static final Map<String, String> WRITE_ONLY = Map.of("write-only", "true");

    @TempDir private Path folder;

    @Test
    void tables_are_made_without_a_cluster_and_once() throws Exception {
        TierTables.createWarm(tiers());
        TierTables.createWarm(tiers());
        assertThat(catalog().listTables("crypto"))
                .containsExactlyInAnyOrder(
                        "candles_1m",
                        "candles_5m",
                        "candles_1h",
                        "late_trades",
                        "trade_flow_1m",
                        "annotations",
                        "quality",
                        "quality_runs");
    }

    @Test
    void a_live_candle_wins_over_an_imported_one_whichever_comes_first() throws Exception {
        TierTables.createWarm(tiers());
        Table table = candles();
        write(table, Map.of(), row(0, "10", "live", 1));
        write(table, WRITE_ONLY, row(0, "20", "csv", 0), row(1, "21", "csv", 0));
        write(table, Map.of(), row(1, "11", "live", 1));
        assertThat(read(table)).containsExactly("12:00 10 live", "12:01 11 live");
    }

    @Test
    void of_equal_rank_the_later_stays_in_one_commit_and_over_several() throws Exception {
        TierTables.createWarm(tiers());
        Table table = candles();
        write(table, Map.of(), row(0, "10", "live", 1), row(0, "11", "live", 1));
        assertThat(read(table)).containsExactly("12:00 11 live");
        write(table, Map.of(), row(0, "12", "live", 1), row(1, "5", "csv", 0));
        write(table, WRITE_ONLY, row(1, "6", "coinbase", 0));
        assertThat(read(table)).containsExactly("12:00 12 live", "12:01 6 coinbase");
        for (int price = 13; price < 20; price++) {
            write(table, Map.of(), row(0, Integer.toString(price), "live", 1));
        }
        assertThat(read(table)).containsExactly("12:00 19 live", "12:01 6 coinbase");
    }

    private TierSettings tiers() {
        return new TierSettings(
                "crypto",
                "crypto",
                new TierSettings.Bus("broker.test", 8090, "iggy", folder.resolve("password")),
                "fluss.test:9123",
                folder.resolve("warehouse"));
    }

    private Table candles() throws Exception {
        return catalog().getTable(Identifier.create("crypto", "candles_1m"));
    }

    private Catalog catalog() {
        return CatalogFactory.createCatalog(
                CatalogContext.create(
                        new org.apache.paimon.fs.Path(tiers().paimonWarehouse().toUri())));
    }

    private static GenericRow row(int minute, String close, String source, int rank) {
        Decimal price = Decimal.fromBigDecimal(new BigDecimal(close), 18, 8);
        return GenericRow.of(
                BinaryString.fromString("BTC-USD"),
                Timestamp.fromLocalDateTime(START.plusMinutes(minute)),
                Timestamp.fromLocalDateTime(START.plusMinutes(minute + 1)),
                price,
                price,
                price,
                price,
                Decimal.fromBigDecimal(BigDecimal.ONE, 38, 8),
                null,
                null,
                null,
                BinaryString.fromString(source),
                rank);
    }

    private static void write(Table table, Map<String, String> options, GenericRow... rows)
            throws Exception {
        BatchWriteBuilder builder = table.copy(options).newBatchWriteBuilder();
        BatchTableWrite write = builder.newWrite();
        write.withIOManager(IOManager.create(System.getProperty("java.io.tmpdir")));
        for (GenericRow row : rows) {
            write.write(row);
        }
        BatchTableCommit commit = builder.newCommit();
        commit.commit(write.prepareCommit());
        write.close();
        commit.close();
    }

    private static List<String> read(Table table) throws Exception {
        List<String> rows = new ArrayList<>();
        ReadBuilder builder = table.newReadBuilder();
        try (RecordReader<InternalRow> reader =
                builder.newRead().createReader(builder.newScan().plan())) {
            reader.forEachRemaining(row ->
                    rows.add(
                            "%s %s %s"
                                    .formatted(
                                            row.getTimestamp(1, 3).toLocalDateTime().toLocalTime(),
                                            row.getDecimal(6, 18, 8)
                                                    .toBigDecimal()
                                                    .stripTrailingZeros()
                                                    .toPlainString(),
                                            row.getString(11))));
        }
        return rows;
    }
}
