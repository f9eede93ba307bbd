package lab.benchmarks.past;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
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
import lab.backtest.recorded.RecordedPast;
import lab.benchmarks.Benchmark;
import lab.benchmarks.Line;
import lab.benchmarks.Size;
import lab.benchmarks.Spread;
import lab.benchmarks.Workspace;
import lab.consensus.audit.AuditTables;
import lab.consensus.core.DeskRules;
import lab.consensus.strategy.Strategies;
import lab.consensus.strategy.Strategy;
import lab.domain.MarketClock;
import lab.topics.Bus;
import lab.topics.Partitioner;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

/** The recorded past run again by one thread, beside reading it alone. */
public final class PastBenchmark implements Benchmark {
    private static final String NAME = "past";
    private static final String EVENTS = "messages/s";
    private static final String DATABASE = "crypto";
    private static final List<String> PAIRS =
            List.of("BTC-USD", "ETH-USD", "SOL-USD", "ADA-USD", "XRP-USD", "DOT-USD");
    private static final Instant BEGIN = Instant.parse("2026-03-02T10:00:00Z");
    private static final int MILLIS_APART = 25;
    private static final int MILLIS_A_SECOND = 1_000;
    private static final int ROWS_A_FILE = 50_000;
    private static final long SEED = 7;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String method(Size size) {
        return ("%,d ticks and as many trades of %d pairs, %d ms apart, with heartbeats, in files of"
                        + " %,d rows; read alone, and run through desk and clearing house with the"
                        + " strategies that read no service, in turn, by one thread, after one run of each"
                        + " to warm up")
                .formatted(size.rows(), PAIRS.size(), MILLIS_APART, ROWS_A_FILE);
    }

    @Override
    public List<Line> run(Size size, Workspace workspace) throws Exception {
        Path folder = workspace.make(NAME);
        write(folder, size.rows());
        var past =
                new RecordedPast(
                        new AuditTables(folder, DATABASE, MarketClock.OWN), DeskRules.STANDARD);
        List<Strategy> strategies =
                Strategies.all().stream().filter(it -> it.reads().isEmpty()).toList();
        List<Double> scans = new ArrayList<>();
        List<Double> runs = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        for (int i = 0; i <= size.pairsOfRuns(); i++) {
            long begin = System.nanoTime();
            long messages = past.scan();
            long between = System.nanoTime();
            long cpuBefore = cpuNanos();
            long settled = settled(past, strategies);
            long cpuAfter = cpuNanos();
            long end = System.nanoTime();
            if (settled == 0) {
                throw new IllegalStateException("run: must trade, did not");
            }
            if (i > 0) {
                scans.add(messages * 1e9 / (between - begin));
                runs.add(messages * 1e9 / (end - between));
                cpu.add(messages * 1e9 / (cpuAfter - cpuBefore));
            }
        }
        workspace.delete(folder);
        Line scan = Line.of(NAME, "read alone", spread(scans), EVENTS);
        return List.of(
                scan,
                Line.of(NAME, "run again", spread(runs), EVENTS).over(scan),
                Line.of(NAME, "run again, a second of CPU", spread(cpu), EVENTS)
                        .aimingAt("at least 500,000"));
    }

    private static long settled(RecordedPast past, List<Strategy> strategies) throws IOException {
        long[] settled = {0};
        past.run(strategies, _ -> settled[0]++);
        return settled[0];
    }

    /** Of the whole process: the garbage of a run is collected by other threads. */
    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static Spread spread(List<Double> values) {
        return Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static void write(Path folder, long rows) throws IOException {
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
        private final Schema schema;
        private final long[] offsets = new long[Bus.PARTITIONS];
        private final List<Record> rows = new ArrayList<>();
        private final Table table;
        private int files;

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
            this.schema = new Schema(fields);
            this.table =
                    catalog.createTable(
                            TableIdentifier.of(Namespace.of(DATABASE), name),
                            schema,
                            PartitionSpec.unpartitioned());
        }

        void add(int pair, Instant time, Object... values) throws IOException {
            String name = PAIRS.get(pair);
            int partition = Partitioner.partition(name, Bus.PARTITIONS);
            Record row = GenericRecord.create(schema);
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
            rows.add(row);
            if (rows.size() == ROWS_A_FILE) {
                flush();
            }
        }

        void flush() throws IOException {
            if (rows.isEmpty()) {
                return;
            }
            OutputFile out =
                    table.io().newOutputFile(table.location() + "/data/" + files++ + ".parquet");
            FileAppender<Record> appender =
                    Parquet.write(out)
                            .schema(table.schema())
                            .set(TableProperties.PARQUET_COMPRESSION, "zstd")
                            .createWriterFunc(type -> GenericParquetWriter.create(schema, type))
                            .build();
            try (appender) {
                appender.addAll(rows);
            }
            table.newAppend()
                    .appendFile(
                            DataFiles.builder(PartitionSpec.unpartitioned())
                                    .withPath(out.location())
                                    .withFormat("parquet")
                                    .withFileSizeInBytes(appender.length())
                                    .withMetrics(appender.metrics())
                                    .build())
                    .commit();
            rows.clear();
        }
    }
}
