package lab.replay;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import lab.domain.Account;
import lab.domain.EventTime;
import lab.domain.OrderId;
import lab.domain.Pair;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Remarks;
import lab.domain.progress.Heartbeat;
import lab.topics.Bus;
import lab.topics.Partitioner;
import lab.topics.codec.HeartbeatCodec;
import lab.topics.codec.OrderCodec;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
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

/** A cold tier as the cold job leaves it, as far as a replay looks at it, made up from a seed. */
final class ColdFixture implements AutoCloseable {
    static final Instant BEGIN = Instant.parse("2026-03-02T10:00:00Z");
    static final List<String> PAIRS = List.of("BTC-USD", "ETH-USD", "SOL-USD", "XRP-USD");
    static final String DATABASE = "crypto";

    private final Path warehouse;
    private final HadoopCatalog catalog;
    private final Map<Source, long[]> offsets = new EnumMap<>(Source.class);
    private final Map<Source, List<Message>> unwritten = new EnumMap<>(Source.class);
    private final List<Message> all = new ArrayList<>();
    private int files;
    private int rowGroupBytes = 16_384;

    /** A message as the bus had it. */
    record Message(
            Source source,
            int partition,
            long offset,
            long stamp,
            long micros,
            Optional<String> pair,
            long tradeId,
            boolean ended,
            String payload) {}

    ColdFixture(Path warehouse) {
        this.warehouse = warehouse;
        this.catalog =
                new HadoopCatalog(
                        new Configuration(), warehouse.resolve("iceberg").toUri().toString());
        for (Source source : Source.values()) {
            offsets.put(source, new long[Bus.PARTITIONS]);
            unwritten.put(source, new ArrayList<>());
        }
    }

    Path warehouse() {
        return warehouse;
    }

    List<Message> all() {
        return all;
    }

    void add(
            Source source,
            String key,
            long stamp,
            Instant time,
            Optional<String> pair,
            long tradeId,
            boolean ended,
            String payload) {
        int partition = Partitioner.partition(key, Bus.PARTITIONS);
        var message =
                new Message(
                        source,
                        partition,
                        of(offsets, source)[partition]++,
                        stamp,
                        EventTime.toMicros(time),
                        pair,
                        tradeId,
                        ended,
                        payload);
        of(unwritten, source).add(message);
        all.add(message);
    }

    private static <T> T of(Map<Source, T> map, Source source) {
        return Objects.requireNonNull(map.get(source));
    }

    void rowGroupBytes(int bytes) {
        rowGroupBytes = bytes;
    }

    /** Offsets begin there, as where retention has cut the bus. */
    void beginAt(long offset) {
        offsets.values().forEach(ofSource -> java.util.Arrays.fill(ofSource, offset));
    }

    /**
     * Seconds of a market, with terms and orders in it, told to the bus a tenth of a second behind.
     */
    void market(long seed, int seconds, int perSecond, int payloadBytes) {
        var random = new Random(seed);
        String filler = "x".repeat(payloadBytes);
        long tradeId = 0;
        long stamp = EventTime.toMicros(BEGIN) + 100_000;
        terms(stamp, BEGIN.minusSeconds(1_000_000), 1);
        for (int second = 0; second < seconds; second++) {
            Instant time = BEGIN.plusSeconds(second);
            for (int i = 0; i < perSecond; i++) {
                String pair = PAIRS.get(random.nextInt(PAIRS.size()));
                Instant at = time.plusNanos(1_000_000L * (i * 1_000L / perSecond));
                stamp =
                        EventTime.toMicros(at)
                                + 100_000
                                - (random.nextInt(50) == 0 ? random.nextInt(900_000) : 0);
                tradeId++;
                Source source = random.nextInt(3) == 0 ? Source.TRADES : Source.TICKS;
                add(
                        source,
                        pair,
                        stamp,
                        at,
                        Optional.of(pair),
                        tradeId,
                        false,
                        "{\"of\":\"%s %s %d\",\"ü\":\"%s\"}"
                                .formatted(source, pair, tradeId, filler));
            }
            stamp = EventTime.toMicros(time) + 1_100_000;
            for (String pair : PAIRS) {
                heartbeat(pair, stamp, time, tradeId, false);
            }
            if (second % 20 == 7) {
                order("momentum", stamp + 5, time.minusSeconds(2), "o" + second);
                order("contrarian", stamp + 5, time.minusSeconds(2), "o" + second);
            }
            if (second % 50 == 33) {
                terms(stamp + 7, time, second);
            }
        }
    }

    void heartbeat(String pair, long stamp, Instant time, long tradeId, boolean ended) {
        var heartbeat = new Heartbeat(new Pair(pair), tradeId, time, "coinbase", ended);
        add(
                Source.HEARTBEATS,
                pair,
                stamp,
                time,
                Optional.of(pair),
                tradeId,
                ended,
                new String(HeartbeatCodec.encode(heartbeat), StandardCharsets.UTF_8));
    }

    void order(String account, long stamp, Instant time, String id) {
        add(
                Source.ORDERS,
                account,
                stamp,
                time,
                Optional.of("BTC-USD"),
                0,
                false,
                new String(
                        OrderCodec.encode(
                                new OrderRequest(
                                        new OrderId(id),
                                        new Account(account),
                                        time,
                                        new Pair("BTC-USD"),
                                        "BUY",
                                        BigDecimal.ONE,
                                        Remarks.NONE)),
                        StandardCharsets.UTF_8));
    }

    void terms(long stamp, Instant from, int number) {
        add(
                Source.TERMS,
                "clearing",
                stamp,
                from,
                Optional.empty(),
                0,
                false,
                "{\"terms\":%d}".formatted(number));
    }

    /** Writes what was added, in files of some rows that overlap, in one snapshot a table. */
    void commit(int rowsAFile, long seed) throws IOException {
        var random = new Random(seed);
        for (Source source : Source.values()) {
            List<Message> messages = of(unwritten, source);
            List<List<Message>> cut = new ArrayList<>();
            for (int from = 0; from < messages.size(); from += rowsAFile) {
                cut.add(messages.subList(from, Math.min(messages.size(), from + rowsAFile)));
            }
            Collections.shuffle(cut, random);
            Table table = table(source);
            AppendFiles append = table.newAppend();
            for (List<Message> file : cut) {
                append.appendFile(write(source, table, file));
            }
            if (!cut.isEmpty()) {
                append.commit();
            }
            messages.clear();
        }
    }

    /** Written in row groups of few bytes: as large files have several. */
    private DataFile write(Source source, Table table, List<Message> messages) throws IOException {
        OutputFile out =
                table.io()
                        .newOutputFile("%s/data/%05d.parquet".formatted(table.location(), files++));
        FileAppender<Record> appender =
                Parquet.write(out)
                        .schema(table.schema())
                        .set("write.parquet.row-group-size-bytes", Integer.toString(rowGroupBytes))
                        .set("write.parquet.row-group-check-min-record-count", "10")
                        .set("write.parquet.compression-codec", "zstd")
                        .createWriterFunc(type -> GenericParquetWriter.create(table.schema(), type))
                        .build();
        try (appender) {
            messages.forEach(message -> appender.add(row(source, table.schema(), message)));
        }
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(out.location())
                .withFormat("parquet")
                .withFileSizeInBytes(appender.length())
                .withSplitOffsets(appender.splitOffsets())
                .withMetrics(appender.metrics())
                .build();
    }

    Table table(Source source) {
        var id = TableIdentifier.of(Namespace.of(DATABASE), source.table());
        return catalog.tableExists(id)
                ? catalog.loadTable(id)
                : catalog.createTable(id, schema(source), PartitionSpec.unpartitioned());
    }

    private static Schema schema(Source source) {
        List<Types.NestedField> fields = new ArrayList<>();
        fields.add(
                Types.NestedField.required(
                        1, source.timeColumn(), Types.TimestampType.withoutZone()));
        fields.add(Types.NestedField.required(2, "bus_partition", Types.IntegerType.get()));
        fields.add(Types.NestedField.required(3, "bus_offset", Types.LongType.get()));
        fields.add(Types.NestedField.required(4, "bus_time", Types.TimestampType.withZone()));
        fields.add(Types.NestedField.required(5, "payload", Types.StringType.get()));
        if (source != Source.TERMS) {
            fields.add(Types.NestedField.optional(6, "pair", Types.StringType.get()));
        }
        if (source == Source.TRADES) {
            fields.add(Types.NestedField.required(7, "trade_id", Types.LongType.get()));
        }
        if (source == Source.HEARTBEATS) {
            fields.add(Types.NestedField.required(7, "last_trade_id", Types.LongType.get()));
            fields.add(Types.NestedField.required(8, "ended", Types.BooleanType.get()));
            fields.add(Types.NestedField.required(9, "exchange", Types.StringType.get()));
        }
        return new Schema(fields);
    }

    private static Record row(Source source, Schema schema, Message message) {
        Record row = GenericRecord.create(schema);
        row.setField(
                source.timeColumn(),
                LocalDateTime.ofInstant(EventTime.ofMicros(message.micros()), ZoneOffset.UTC));
        row.setField("bus_partition", message.partition());
        row.setField("bus_offset", message.offset());
        row.setField(
                "bus_time",
                OffsetDateTime.ofInstant(EventTime.ofMicros(message.stamp()), ZoneOffset.UTC));
        row.setField("payload", message.payload());
        if (source != Source.TERMS) {
            row.setField("pair", message.pair().orElse(null));
        }
        if (source == Source.TRADES) {
            row.setField("trade_id", message.tradeId());
        }
        if (source == Source.HEARTBEATS) {
            row.setField("last_trade_id", message.tradeId());
            row.setField("ended", message.ended());
            row.setField("exchange", "coinbase");
        }
        return row;
    }

    @Override
    public void close() throws IOException {
        catalog.close();
    }
}
