package lab.benchmarks.past;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import lab.benchmarks.measure.RecordedFiles;
import lab.consensus.audit.tiers.AuditTables;
import lab.domain.MarketClock;
import lab.topics.Bus;
import lab.topics.Partitioner;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.types.Types;

/** A made-up market in files of the cold tier: ticks, as many trades, and heartbeats. */
final class RecordedMinutes {
    static final List<String> PAIRS =
            List.of("BTC-USD", "ETH-USD", "SOL-USD", "ADA-USD", "XRP-USD", "DOT-USD");
    static final int MILLIS_APART = 25;
    private static final String DATABASE = "crypto";
    private static final Instant BEGIN = Instant.parse("2026-03-02T10:00:00Z");
    private static final int MILLIS_A_SECOND = 1_000;
    private static final long SEED = 7;

    private RecordedMinutes() {}

    /** Those that were written into a folder. */
    static AuditTables tables(Path folder) {
        return new AuditTables(folder, DATABASE, MarketClock.OWN);
    }

    static void write(Path folder, long rows) throws IOException {
        String warehouse = folder.resolve("iceberg").toUri().toString();
        try (var catalog = new HadoopCatalog(new Configuration(), warehouse)) {
            var ticks = new Rows(catalog, "ticks", List.of("sequence", "best_bid", "best_ask"));
            var trades =
                    new Rows(catalog, "trades", List.of("trade_id", "price", "size", "feed_time"));
            var heartbeats = new Rows(catalog, "heartbeats", List.of("last_trade_id", "ended"));
            var random = new Random(SEED);
            long[] price = new long[PAIRS.size()];
            Arrays.fill(price, 4_000_000);
            for (long i = 0; i < rows; i++) {
                int pair = random.nextInt(PAIRS.size());
                price[pair] = Math.max(1_000_000, price[pair] + random.nextInt(2_001) - 1_000);
                Instant time = BEGIN.plusMillis(i * MILLIS_APART);
                BigDecimal last = BigDecimal.valueOf(price[pair], 2).setScale(8);
                ticks.add(pair, time, i, last, last.add(new BigDecimal("0.01")));
                trades.add(pair, time, i + 1, last, new BigDecimal("0.01000000"), time);
                if (i % (MILLIS_A_SECOND / MILLIS_APART) == 0) {
                    for (int of = 0; of < PAIRS.size(); of++) {
                        heartbeats.add(of, time, 0L, false);
                    }
                }
            }
            ticks.flush();
            trades.flush();
            heartbeats.flush();
        }
    }

    /** A table of the cold tier, as far as a run reads it. */
    private static final class Rows {
        private final List<String> columns;
        private final RecordedFiles files;
        private final long[] offsets = new long[Bus.PARTITIONS];

        Rows(HadoopCatalog catalog, String name, List<String> columns) {
            this.columns = columns;
            List<Types.NestedField> fields = new ArrayList<>();
            fields.add(Types.NestedField.required(1, "pair", Types.StringType.get()));
            fields.add(
                    Types.NestedField.required(2, "event_time", Types.TimestampType.withoutZone()));
            fields.add(Types.NestedField.required(3, "bus_partition", Types.IntegerType.get()));
            fields.add(Types.NestedField.required(4, "bus_offset", Types.LongType.get()));
            fields.add(Types.NestedField.required(5, "bus_time", Types.TimestampType.withZone()));
            for (String column : columns) {
                fields.add(
                        switch (column) {
                            case "best_bid", "best_ask", "price", "size" ->
                                    Types.NestedField.required(
                                            fields.size() + 1, column, Types.DecimalType.of(18, 8));
                            case "ended" ->
                                    Types.NestedField.required(
                                            fields.size() + 1, column, Types.BooleanType.get());
                            case "feed_time" ->
                                    Types.NestedField.optional(
                                            fields.size() + 1,
                                            column,
                                            Types.TimestampType.withoutZone());
                            default ->
                                    Types.NestedField.required(
                                            fields.size() + 1, column, Types.LongType.get());
                        });
            }
            this.files = new RecordedFiles(catalog, DATABASE, name, new Schema(fields));
        }

        void add(int pair, Instant time, Object... values) throws IOException {
            String name = PAIRS.get(pair);
            int partition = Partitioner.partition(name, Bus.PARTITIONS);
            Record row = files.row();
            row.setField("pair", name);
            row.setField("event_time", LocalDateTime.ofInstant(time, ZoneOffset.UTC));
            row.setField("bus_partition", partition);
            row.setField("bus_offset", offsets[partition]++);
            row.setField("bus_time", OffsetDateTime.ofInstant(time, ZoneOffset.UTC));
            for (int i = 0; i < values.length; i++) {
                Object value =
                        values[i] instanceof Instant at
                                ? LocalDateTime.ofInstant(at, ZoneOffset.UTC)
                                : values[i];
                row.setField(columns.get(i), value);
            }
            files.add(row);
        }

        void flush() throws IOException {
            files.flush();
        }
    }
}
