package lab.cli.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.cold.RowAppend;
import lab.domain.book.BookEntry;
import lab.domain.book.BookEntry.SnapshotPart;
import lab.domain.book.UpdateIds;
import lab.launcher.directory.DataDir;
import lab.poller.books.BookLog;
import lab.poller.feed.MarketEvent;
import lab.poller.feed.Speed;
import lab.poller.feed.Taken;
import lab.poller.playback.RecordingFeed;
import lab.topics.Bus;
import lab.topics.Partitioner;
import lab.topics.codec.BookCodec;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.types.Types;

/** The cold tier's log of order books, as a lab that played a recording has left it. */
final class BookLogOnDisk {
    private static final Schema SCHEMA =
            new Schema(
                    Types.NestedField.required(1, "pair", Types.StringType.get()),
                    Types.NestedField.required(2, "kind", Types.StringType.get()),
                    Types.NestedField.optional(3, "first_update_id", Types.LongType.get()),
                    Types.NestedField.optional(4, "last_update_id", Types.LongType.get()),
                    Types.NestedField.optional(5, "part", Types.IntegerType.get()),
                    Types.NestedField.optional(6, "parts", Types.IntegerType.get()),
                    Types.NestedField.required(7, "event_time", Types.TimestampType.withoutZone()),
                    Types.NestedField.required(8, "feed", Types.StringType.get()),
                    Types.NestedField.required(9, "bus_partition", Types.IntegerType.get()),
                    Types.NestedField.required(10, "bus_offset", Types.LongType.get()),
                    Types.NestedField.required(11, "bus_time", Types.TimestampType.withZone()),
                    Types.NestedField.required(12, "payload", Types.StringType.get()));

    private final List<Record> rows = new ArrayList<>();
    private final Map<Integer, Long> offsets = new HashMap<>();

    /** What the poller would put onto the bus of a recording. */
    static List<BookEntry> entries(Path recording) throws Exception {
        List<BookEntry> entries = new ArrayList<>();
        var clock = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
        try (var feed = new RecordingFeed(recording, Speed.MAX, clock)) {
            var log = new BookLog(feed);
            feed.start(feed.state());
            for (Taken taken = feed.take(Duration.ZERO);
                    !(taken instanceof Taken.Ended);
                    taken = feed.take(Duration.ZERO)) {
                if (taken instanceof Taken.Frame frame) {
                    var now = new BookLog.Now(Optional.empty(), frame.received(), frame.line());
                    entries.addAll(
                            switch (frame.event()) {
                                case MarketEvent.BookGiven(var snapshot) ->
                                        log.given(snapshot, now);
                                case MarketEvent.BookChanged(var change) ->
                                        log.changed(change, now);
                                case MarketEvent.BookBroken(var pair, var reason) ->
                                        log.lost(pair, reason, now);
                                default -> List.of();
                            });
                }
            }
        }
        return entries;
    }

    BookLogOnDisk add(List<BookEntry> entries) {
        entries.forEach(this::add);
        return this;
    }

    private void add(BookEntry entry) {
        int partition = Partitioner.partition(entry.pair().name(), Bus.PARTITIONS);
        long offset = offsets.merge(partition, 1L, Long::sum) - 1;
        Record row = GenericRecord.create(SCHEMA);
        row.setField("pair", entry.pair().name());
        row.setField("kind", entry.said().kind());
        if (entry.said() instanceof SnapshotPart part) {
            row.setField("part", part.part());
            row.setField("parts", part.parts());
            part.lastUpdateId().ifPresent(id -> row.setField("last_update_id", id));
        }
        if (entry.said() instanceof BookEntry.Changed(_, var ids)) {
            row.setField("first_update_id", ids.map(UpdateIds::first).orElse(null));
            row.setField("last_update_id", ids.map(UpdateIds::last).orElse(null));
        }
        row.setField("event_time", LocalDateTime.ofInstant(entry.time(), ZoneOffset.UTC));
        row.setField("feed", entry.feed());
        row.setField("bus_partition", partition);
        row.setField("bus_offset", offset);
        row.setField("bus_time", entry.received().atOffset(ZoneOffset.UTC));
        row.setField("payload", new String(BookCodec.encode(entry), StandardCharsets.UTF_8));
        rows.add(row);
    }

    void write(DataDir data) throws IOException {
        String warehouse = data.warehouse().resolve("iceberg").toUri().toString();
        try (var catalog = new HadoopCatalog(new Configuration(), warehouse)) {
            Table table =
                    catalog.createTable(
                            TableIdentifier.of(Namespace.of("crypto"), "book_changes"),
                            SCHEMA,
                            PartitionSpec.unpartitioned());
            RowAppend.append(table, rows);
        }
    }
}
