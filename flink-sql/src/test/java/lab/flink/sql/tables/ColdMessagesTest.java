package lab.flink.sql.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import lab.cold.RowAppend;
import lab.domain.EventTime;
import lab.topics.Topic;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColdMessagesTest {
    private static final Schema MESSAGES =
            new Schema(
                    Types.NestedField.required(1, "bus_partition", Types.IntegerType.get()),
                    Types.NestedField.required(2, "bus_offset", Types.LongType.get()),
                    Types.NestedField.required(3, "bus_time", Types.TimestampType.withZone()),
                    Types.NestedField.required(4, "payload", Types.StringType.get()));
    private static final Schema LETTERS =
            new Schema(
                    Types.NestedField.required(1, "topic", Types.StringType.get()),
                    Types.NestedField.required(2, "partition", Types.IntegerType.get()),
                    Types.NestedField.required(3, "offset", Types.LongType.get()),
                    Types.NestedField.required(4, "received", Types.TimestampType.withoutZone()),
                    Types.NestedField.required(5, "payload", Types.StringType.get()));

    @TempDir private Path folder;
    private HadoopCatalog catalog = new HadoopCatalog();

    @BeforeEach
    void open() {
        catalog = new HadoopCatalog(new Configuration(), folder.toUri().toString());
    }

    @AfterEach
    void close() throws IOException {
        catalog.close();
    }

    @Test
    void messages_come_in_the_order_of_their_offsets_whatever_the_files_say() throws Exception {
        append("trades", MESSAGES, message(2, 30, "c"), message(0, 10, "a"));
        append("dead_letters", LETTERS, letter(1, 20, "b"));
        assertThat(given(3)).containsExactly("10 a", "20 b", "30 c");
        assertThat(given(5)).as("up to what is missing").containsExactly("10 a", "20 b", "30 c");
    }

    /** A power loss took them from the bus, which gave their offsets again to what came then. */
    @Test
    void of_two_messages_of_one_offset_the_one_that_the_bus_took_last_is_the_logs()
            throws Exception {
        append("trades", MESSAGES, message(0, 10, "a"), message(1, 20, "lost"));
        append("trades", MESSAGES, message(1, 35, "b"), message(2, 40, "c"));
        assertThat(given(3)).containsExactly("10 a", "35 b", "40 c");
    }

    @Test
    void the_same_holds_whichever_of_the_files_is_read_first() throws Exception {
        append("trades", MESSAGES, message(1, 35, "b"), message(2, 40, "c"));
        append("trades", MESSAGES, message(1, 20, "lost"), message(0, 10, "a"));
        assertThat(given(3)).containsExactly("10 a", "35 b", "40 c");
    }

    @Test
    void it_holds_between_rows_and_dead_letters_too() throws Exception {
        append("trades", MESSAGES, message(0, 10, "lost"), message(1, 60, "b"));
        append("dead_letters", LETTERS, letter(0, 50, "a"), letter(1, 20, "lost"));
        assertThat(given(2)).containsExactly("50 a", "60 b");
    }

    @Test
    void one_message_written_twice_is_given_once() throws Exception {
        append("trades", MESSAGES, message(0, 10, "a"));
        append("trades", MESSAGES, message(0, 10, "a"));
        assertThat(given(1)).containsExactly("10 a");
    }

    @Test
    void what_no_stamp_tells_apart_is_told_apart_by_its_bytes() throws Exception {
        append("trades", MESSAGES, message(0, 10, "b"), message(1, 10, "y"));
        append("trades", MESSAGES, message(0, 10, "a"), message(1, 10, "z"));
        assertThat(given(2)).containsExactly("10 b", "10 z");
    }

    /** Flink commits to a table that gets nothing, too, if only now and then. */
    @Test
    void a_commit_of_nothing_is_no_message() throws Exception {
        var id = TableIdentifier.of(Namespace.of("crypto"), "orders");
        catalog.createTable(id, MESSAGES, PartitionSpec.unpartitioned()).newAppend().commit();
        append("trades", MESSAGES, message(0, 10, "a"));
        assertThat(messages().hasAny(Topic.ORDERS)).isFalse();
        assertThat(messages().hasAny(Topic.TRADES)).isTrue();
    }

    private ColdMessages messages() {
        var tables = new ArrayList<Table>();
        for (TableIdentifier name : catalog.listTables(Namespace.of("crypto"))) {
            tables.add(catalog.loadTable(name));
        }
        return new ColdMessages(tables, 2);
    }

    private List<String> given(long end) throws IOException {
        var given = new ArrayList<String>();
        messages()
                .give(
                        Topic.TRADES,
                        0,
                        end,
                        message ->
                                given.add(
                                        message.micros()
                                                + " "
                                                + new String(
                                                        message.payload(),
                                                        StandardCharsets.UTF_8)));
        return given;
    }

    private static Record message(long offset, long stamp, String payload) {
        Record row = GenericRecord.create(MESSAGES);
        row.setField("bus_partition", 0);
        row.setField("bus_offset", offset);
        row.setField(
                "bus_time", OffsetDateTime.ofInstant(EventTime.ofMicros(stamp), ZoneOffset.UTC));
        row.setField("payload", payload);
        return row;
    }

    private static Record letter(long offset, long stamp, String payload) {
        Record row = GenericRecord.create(LETTERS);
        row.setField("topic", "trades");
        row.setField("partition", 0);
        row.setField("offset", offset);
        row.setField(
                "received", LocalDateTime.ofInstant(EventTime.ofMicros(stamp), ZoneOffset.UTC));
        row.setField(
                "payload",
                Base64.getEncoder().encodeToString(payload.getBytes(StandardCharsets.UTF_8)));
        return row;
    }

    private void append(String name, Schema schema, Record... rows) throws IOException {
        var id = TableIdentifier.of(Namespace.of("crypto"), name);
        Table table =
                catalog.tableExists(id)
                        ? catalog.loadTable(id)
                        : catalog.createTable(id, schema, PartitionSpec.unpartitioned());
        RowAppend.append(table, Arrays.asList(rows));
    }
}
