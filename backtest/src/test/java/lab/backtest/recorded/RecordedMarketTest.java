package lab.backtest.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import lab.cold.WholeFiles;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Side;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.book.BookEntry;
import lab.domain.progress.Heartbeat;
import lab.topics.codec.BookCodec;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedMarketTest {
    private static final long BEGIN = EventTime.toMicros(Instant.parse("2026-03-02T10:00:00Z"));
    private static final List<String> PAIRS = List.of("BTC-USD", "ETH-USD", "SOL-USD");
    private static final Types.DecimalType MONEY = Types.DecimalType.of(18, 8);

    @TempDir private Path folder;

    private final Map<Kind, Table> tables = new EnumMap<>(Kind.class);
    private final List<DataFile> written = new ArrayList<>();
    private int files;

    /** A message, by what its place in the log depends on. */
    private record Message(Kind kind, int partition, long offset, long stamp, long micros) {
        String name() {
            return kind == Kind.BOOKS
                    ? "%s %d".formatted(kind, micros)
                    : "%s %d at %d".formatted(kind, micros, stamp);
        }

        Message at(long other) {
            return new Message(kind, partition, offset, other, micros);
        }
    }

    /** Files overlap, are put together in any order, and a clock steps back a little. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void gives_the_messages_as_the_bus_had_stamped_them_however_files_are_cut(long seed)
            throws IOException {
        var random = new Random(seed);
        List<Message> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (int partition = 0; partition < 3; partition++) {
                all.addAll(messages(kind, partition, random));
            }
        }
        for (Kind kind : Kind.values()) {
            List<List<Message>> pieces = new ArrayList<>();
            for (int partition = 0; partition < 3; partition++) {
                pieces.addAll(pieces(of(all, kind, partition), random));
            }
            Collections.shuffle(pieces, random);
            while (!pieces.isEmpty()) {
                List<Message> file = new ArrayList<>();
                for (int i = random.nextInt(4); i >= 0 && !pieces.isEmpty(); i--) {
                    file.addAll(pieces.removeLast());
                }
                write(kind, file);
            }
            commit(kind);
        }

        assertThat(read()).containsExactlyElementsOf(inOrder(all));
    }

    @Test
    void several_get_the_same_of_one_read_and_whoever_has_enough_holds_nobody_up()
            throws IOException {
        var random = new Random(5);
        List<Message> all = new ArrayList<>();
        for (int file = 0; file < 100; file++) {
            for (int partition = 0; partition < 3; partition++) {
                List<Message> of = new ArrayList<>();
                for (int i = 0; i < 150; i++) {
                    long at = 150L * file + i;
                    of.add(
                            new Message(
                                    Kind.TICKS,
                                    partition,
                                    at,
                                    BEGIN + 1_000 * at + random.nextInt(900),
                                    BEGIN + 10_000L * partition + at));
                }
                all.addAll(of);
                write(Kind.TICKS, of);
            }
        }
        commit(Kind.TICKS);
        var whole = new Collected(Integer.MAX_VALUE);
        var few = new Collected(10);
        var other = new Collected(Integer.MAX_VALUE);

        Relay.give(market(), List.of(whole, few, other));

        assertThat(whole.read).containsExactlyElementsOf(inOrder(all));
        assertThat(other.read).isEqualTo(whole.read);
        assertThat(few.read).isEqualTo(whole.read.subList(0, 10));
    }

    @Test
    void what_fails_in_one_walk_fails_the_whole() throws IOException {
        write(Kind.TICKS, List.of(new Message(Kind.TICKS, 1, 8, BEGIN, BEGIN)));
        commit(Kind.TICKS);
        var failing =
                new Collected(Integer.MAX_VALUE) {
                    @Override
                    public void tick(Tick tick, int partition, long offset, Instant taken) {
                        throw new IllegalStateException("walk: failed");
                    }
                };
        RecordedMarket market = market();

        assertThatThrownBy(() -> Relay.give(market, List.of(failing)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("walk: failed");
    }

    /** Strategies go by who took, live and here. */
    @Test
    void who_took_is_as_it_was_recorded() throws IOException {
        List<Message> trades = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            trades.add(new Message(Kind.TRADES, 0, i, BEGIN + i, BEGIN + i));
        }
        write(Kind.TRADES, trades);
        commit(Kind.TRADES);
        List<Side> sides = new ArrayList<>();
        market().give(
                        new Collected(Integer.MAX_VALUE) {
                            @Override
                            public void trade(Trade trade, Instant taken) {
                                sides.add(trade.side());
                            }
                        });
        assertThat(sides).containsExactly(Side.BUY, Side.SELL, Side.BUY, Side.SELL);
    }

    @Test
    void a_lab_without_a_market_has_no_messages() throws IOException {
        assertThat(read()).isEmpty();
    }

    @Test
    void a_message_that_comes_behind_its_successor_is_named() throws IOException {
        write(Kind.TICKS, List.of(new Message(Kind.TICKS, 1, 8, BEGIN, BEGIN)));
        write(Kind.TICKS, List.of(new Message(Kind.TICKS, 1, 7, BEGIN + 60_000_000L, BEGIN + 1)));
        commit(Kind.TICKS);
        assertThatThrownBy(this::read)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "cold ticks: partition 1 must go on behind offset 8, has offset 7 at a later stamp");
    }

    @Test
    void a_file_of_which_a_byte_was_changed_is_named() throws IOException {
        write(Kind.TICKS, List.of(new Message(Kind.TICKS, 1, 8, BEGIN, BEGIN)));
        commit(Kind.TICKS);
        WholeFiles.check(table(Kind.TICKS));
        Path file = folder.resolve("ticks0.parquet");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> WholeFiles.check(table(Kind.TICKS)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cold tier: file file:")
                .hasMessageContaining("ticks0.parquet must be as it was written, is not");
    }

    private static List<Message> messages(Kind kind, int partition, Random random) {
        List<Message> messages = new ArrayList<>();
        int log = 3 * List.of(Kind.values()).indexOf(kind) + partition;
        long firstTime = BEGIN + 10_000L * log;
        long stamp = BEGIN;
        long offset = random.nextInt(3);
        for (int i = 0; i < 150; i++) {
            stamp += random.nextInt(10) == 0 ? -random.nextInt(3_000_000) : random.nextInt(900_000);
            messages.add(new Message(kind, partition, offset, stamp, firstTime + i));
            offset += random.nextInt(20) == 0 ? 2 : 1;
        }
        return messages;
    }

    private static List<List<Message>> pieces(List<Message> messages, Random random) {
        List<List<Message>> pieces = new ArrayList<>();
        int from = 0;
        while (from < messages.size()) {
            int to = Math.min(messages.size(), from + 1 + random.nextInt(60));
            pieces.add(messages.subList(from, to));
            from = to;
        }
        return pieces;
    }

    private static List<Message> of(List<Message> all, Kind kind, int partition) {
        return all.stream().filter(it -> it.kind() == kind && it.partition() == partition).toList();
    }

    /** As {@code MarketLog} has it. */
    private static List<String> inOrder(List<Message> all) {
        List<Message> stamped = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (int partition = 0; partition < 3; partition++) {
                long newest = Long.MIN_VALUE;
                for (Message message : of(all, kind, partition)) {
                    newest = Math.max(newest, message.stamp());
                    stamped.add(message.at(newest));
                }
            }
        }
        stamped.sort(
                Comparator.comparingLong(Message::stamp)
                        .thenComparing(Message::kind)
                        .thenComparingInt(Message::partition)
                        .thenComparingLong(Message::offset));
        return stamped.stream().map(Message::name).toList();
    }

    private List<String> read() throws IOException {
        var collected = new Collected(Integer.MAX_VALUE);
        market().give(collected);
        return collected.read;
    }

    private RecordedMarket market() throws IOException {
        return RecordedMarket.of(
                name ->
                        tables.entrySet().stream()
                                .filter(it -> it.getKey().table().equals(name))
                                .map(Map.Entry::getValue)
                                .findFirst(),
                List.of(new ReadsBooks()));
    }

    private record ReadsBooks() implements Strategy {
        @Override
        public Set<Reads> reads() {
            return Set.of(Reads.BOOK);
        }

        @Override
        public Decision decide(View view) {
            return new Decision.Hold("it only reads");
        }
    }

    /** The messages that were given, by what names them. */
    private static class Collected implements MarketSink {
        private final List<String> read = new ArrayList<>();
        private final int wanted;

        Collected(int wanted) {
            this.wanted = wanted;
        }

        @Override
        public void tick(Tick tick, int partition, long offset, Instant taken) {
            add(Kind.TICKS, tick.time(), taken);
        }

        @Override
        public void trade(Trade trade, Instant taken) {
            add(Kind.TRADES, trade.time(), taken);
        }

        @Override
        public void heartbeat(Heartbeat heartbeat, Instant taken) {
            add(Kind.HEARTBEATS, heartbeat.time(), taken);
        }

        @Override
        public void book(BookEntry entry) {
            read.add("%s %d".formatted(Kind.BOOKS, EventTime.toMicros(entry.time())));
        }

        @Override
        public boolean isDone() {
            return read.size() >= wanted;
        }

        private void add(Kind kind, Instant time, Instant taken) {
            read.add(
                    new Message(kind, 0, 0, EventTime.toMicros(taken), EventTime.toMicros(time))
                            .name());
        }
    }

    /** Beyond pair and time. */
    private static List<String> own(Kind kind) {
        List<String> numbers = kind.columns().numbers();
        return numbers.subList(2, numbers.size());
    }

    private static Schema schema(Kind kind) {
        List<Types.NestedField> fields = new ArrayList<>();
        fields.add(Types.NestedField.required(1, "pair", Types.StringType.get()));
        fields.add(Types.NestedField.required(2, "event_time", Types.TimestampType.withoutZone()));
        fields.add(Types.NestedField.required(3, "bus_partition", Types.IntegerType.get()));
        fields.add(Types.NestedField.required(4, "bus_offset", Types.LongType.get()));
        fields.add(Types.NestedField.required(5, "bus_time", Types.TimestampType.withZone()));
        fields.add(Types.NestedField.required(6, "payload", Types.StringType.get()));
        int id = 7;
        for (String name : own(kind)) {
            fields.add(
                    switch (name) {
                        case "price", "size", "best_bid", "best_ask" ->
                                Types.NestedField.required(id, name, MONEY);
                        case "side" -> Types.NestedField.required(id, name, Types.StringType.get());
                        case "ended" ->
                                Types.NestedField.required(id, name, Types.BooleanType.get());
                        case "feed_time" ->
                                Types.NestedField.optional(
                                        id, name, Types.TimestampType.withoutZone());
                        default -> Types.NestedField.required(id, name, Types.LongType.get());
                    });
            id++;
        }
        return new Schema(fields);
    }

    private void write(Kind kind, List<Message> messages) throws IOException {
        Schema schema = schema(kind);
        Table table = tables.get(kind);
        if (table == null) {
            table =
                    new HadoopTables(new Configuration())
                            .create(
                                    schema,
                                    PartitionSpec.unpartitioned(),
                                    folder.resolve(kind.table()).toUri().toString());
            tables.put(kind, table);
        }
        OutputFile out =
                table.io()
                        .newOutputFile(
                                folder.resolve(kind.table() + files++ + ".parquet")
                                        .toUri()
                                        .toString());
        FileAppender<Record> appender =
                Parquet.write(out)
                        .schema(table.schema())
                        .createWriterFunc(type -> GenericParquetWriter.create(schema, type))
                        .build();
        try (appender) {
            messages.forEach(message -> appender.add(row(table(kind).schema(), message)));
        }
        Metrics metrics = appender.metrics();
        DataFile file =
                DataFiles.builder(PartitionSpec.unpartitioned())
                        .withPath(out.location())
                        .withFormat("parquet")
                        .withFileSizeInBytes(appender.length())
                        .withMetrics(metrics)
                        .build();
        written.add(file);
    }

    private void commit(Kind kind) {
        AppendFiles append = table(kind).newAppend();
        written.forEach(append::appendFile);
        append.commit();
        written.clear();
    }

    private Table table(Kind kind) {
        return Optional.ofNullable(tables.get(kind)).orElseThrow();
    }

    private static String payload(Message message) {
        Instant time = EventTime.ofMicros(message.micros());
        var entry =
                new BookEntry(
                        new Pair(Objects.requireNonNull(PAIRS.get(message.partition()))),
                        "test",
                        "test",
                        OptionalLong.empty(),
                        time,
                        time,
                        new BookEntry.Lost("a test"));
        return new String(BookCodec.encode(entry), StandardCharsets.UTF_8);
    }

    private static Record row(Schema schema, Message message) {
        Record row = GenericRecord.create(schema);
        LocalDateTime time =
                LocalDateTime.ofInstant(EventTime.ofMicros(message.micros()), ZoneOffset.UTC);
        for (Types.NestedField field : schema.columns()) {
            row.setField(
                    field.name(),
                    switch (field.name()) {
                        case "pair" -> PAIRS.get(message.partition());
                        case "event_time", "feed_time" -> time;
                        case "bus_partition" -> message.partition();
                        case "bus_offset" -> message.offset();
                        case "bus_time" ->
                                OffsetDateTime.ofInstant(
                                        EventTime.ofMicros(message.stamp()), ZoneOffset.UTC);
                        case "payload" -> payload(message);
                        case "ended" -> false;
                        case "side" -> message.offset() % 2 == 0 ? "BUY" : "SELL";
                        case "price", "size", "best_bid", "best_ask" ->
                                new BigDecimal("1.00000000");
                        default -> 1L;
                    });
        }
        return row;
    }
}
