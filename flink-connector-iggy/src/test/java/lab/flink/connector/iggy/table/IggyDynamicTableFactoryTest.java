package lab.flink.connector.iggy.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans only: nothing is connected to. */
class IggyDynamicTableFactoryTest {

    private static final String SECRET = "s3cret-passphrase";

    private final TableEnvironment tables =
            TableEnvironment.create(EnvironmentSettings.inStreamingMode());

    @Test
    void plans_a_source_and_a_sink_and_shows_no_secret() {
        create("t", "a STRING, p INT METADATA FROM 'partition' VIRTUAL", "'format' = 'json'");

        assertThat(tables.explainSql("INSERT INTO t SELECT a FROM t"))
                .contains("TableSourceScan")
                .contains("Sink")
                .doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'scan.strtup.mode' = 'timestamp' | scan.strtup.mode",
                "'scan.startup.mode' = 'timestamp' |"
                        + " scan.startup.timestamp-millis: must be given with 'scan.startup.mode' ="
                        + " 'timestamp'",
                "'scan.startup.timestamp-millis' = '1' | scan.startup.timestamp-millis: has a"
                        + " meaning only with 'scan.startup.mode' = 'timestamp'",
                "'scan.startup.mode' = 'committed-offsets' | consumer.name: must be given to start",
                "'scan.startup.mode' = 'specific-offsets', 'scan.startup.specific-offsets' ="
                        + " 'partition:0;offset:1' | must read"
                        + " 'partition:0,offset:42;partition:1,offset:300'",
                "'scan.startup.mode' = 'specific-offsets', 'scan.startup.specific-offsets' ="
                        + " 'partition:0,offset:1;partition:0,offset:2' | names partition 0 twice",
                "'scan.decode-error' = 'dead-letter' | scan.dead-letter.topic: must be given with",
                "'scan.dead-letter.topic' = 'x' | scan.dead-letter.topic: has a meaning only with",
                "'password.file' = '/x' | exactly one of 'password', 'password.file', 'token' and"
                        + " 'token.file' must be given, got [password, password.file]",
                "'token' = 'x' | must be given, got [password, token]",
                "'stream.id' = '1' | stream: exactly one of [stream, stream.id] must be given, got"
                        + " [stream, stream.id]",
                "'topic-pattern' = 'x' | topic: exactly one of [topic, topic.id, topic-pattern]"
                        + " must be given, got [topic, topic-pattern]",
                "'tls.ca-file' = '/x' | tls.ca-file: has a meaning only with 'tls.enabled' ="
                        + " 'true'",
                "'port' = '0' | port: must be 1 to 65535, was 0",
                "'request.timeout' = '0 s' | request.timeout: must be positive",
                "'scan.poll.target-bytes' = '2 gb' | scan.poll.target-bytes: must be 1 byte to 1"
                        + " gb",
                "'scan.poll.idle-backoff.max' = '1 ms' | scan.poll.idle-backoff.max: must not be"
                        + " below the minimum",
            })
    void refuses_source_options_that_make_no_sense(String options, String message) {
        create("t", "a STRING", "'format' = 'json'", options);

        refuses("SELECT a FROM t", message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'sink.partitioner' = 'key' | sink.partition-key: must be given with",
                "'sink.partition-key' = 'a' | sink.partition-key: has a meaning only with",
                "'sink.partitioner' = 'key', 'sink.partition-key' = 'x' | the table has no physical"
                        + " column 'x'",
                "'sink.partitioner' = 'key', 'sink.partition-key' = 'n' | column 'n' must be a"
                        + " character or binary string, is INT",
                "'sink.partitioner' = 'column', 'sink.partition-column' = 'a' | column 'a' must be"
                        + " INT, is STRING",
                "'sink.buffer-flush.max-rows' = '0' | sink.buffer-flush.max-rows: must be positive",
                "'sink.max-in-flight-batches' = '0' | sink.max-in-flight-batches: must be positive",
                "'sink.delivery-guarantee' = 'none' | sink.delivery-guarantee: must be"
                        + " 'at-least-once' or 'exactly-once', was 'none'",
                "'sink.delivery-guarantee' = 'exactly-once', 'sink.buffer-flush.interval' = '1 s' |"
                        + " sink.buffer-flush.interval: has a meaning only with"
                        + " 'sink.delivery-guarantee' = 'at-least-once'",
                "'sink.delivery-guarantee' = 'exactly-once', 'sink.max-in-flight-batches' = '2' |"
                        + " sink.max-in-flight-batches: has a meaning only with"
                        + " 'sink.delivery-guarantee' = 'at-least-once'",
            })
    void refuses_sink_options_that_make_no_sense(String options, String message) {
        create("t", "a STRING, n INT", "'format' = 'json'", options);

        refuses("INSERT INTO t SELECT 'x', 1", message);
    }

    @Test
    void a_topic_that_is_named_may_get_its_own_letters() {
        create(
                "t",
                "a STRING",
                "'format' = 'json'",
                "'scan.decode-error' = 'dead-letter', 'scan.dead-letter.source' = 'x',"
                        + " 'scan.dead-letter.topic' = 't'");
        assertThat(tables.explainSql("SELECT a FROM t")).contains("TableSourceScan");
    }

    @Test
    void a_token_stands_for_user_and_password() {
        tables.executeSql(TABLE.formatted("bare", "'token' = '" + SECRET + "'"));
        tables.executeSql(TABLE.formatted("named", "'token.file' = '/x', 'username' = 'u'"));
        tables.executeSql(TABLE.formatted("nameless", "'password.file' = '/x'"));
        tables.executeSql(TABLE.formatted("nobody", "'port' = '1'"));

        assertThat(tables.explainSql("SELECT a FROM bare"))
                .contains("TableSourceScan")
                .doesNotContain(SECRET);
        refuses("SELECT a FROM named", "username: has no meaning with 'token.file'");
        refuses("SELECT a FROM nameless", "username: must be given with 'password.file'");
        refuses("SELECT a FROM nobody", "must be given, got []");
    }

    private static final String TABLE =
            "CREATE TABLE %s (a STRING) WITH ('connector' = 'iggy', 'hostname' = 'h', 'stream' ="
                    + " 's', 'topic' = 't', 'format' = 'json', %s)";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'topic.id' = '1;x' | topic.id: must be a number, or several separated by ';', was"
                        + " x",
                "'topic.id' = '4294967296' | id: must be 0 to 4294967295, was 4294967296",
                "'topic.id' = '1;1' | topic: there must be one or more, each once",
                "'topic-pattern' = '[' | topic-pattern: Unclosed character class",
                "'topic-pattern' = 'd.*', 'scan.decode-error' = 'dead-letter',"
                        + " 'scan.dead-letter.source' = 'x', 'scan.dead-letter.topic' = 'dlq' |"
                        + " scan.dead-letter.topic: must not be one that the source reads, was"
                        + " 'dlq' of topics like d.*",
                "'topic-pattern' = 't', 'scan.startup.mode' = 'specific-offsets',"
                        + " 'scan.startup.specific-offsets' = 'partition:0,offset:1' |"
                        + " scan.startup.specific-offsets: needs one topic, got topics like t",
                "'port' = '1' | topic: exactly one of [topic, topic.id, topic-pattern] must be"
                        + " given, got []",
            })
    void refuses_topics_that_make_no_sense(String options, String message) {
        createById(options);

        refuses("SELECT a FROM t", message);
    }

    @Test
    void a_table_by_id_is_read_and_written_and_one_by_pattern_only_read() {
        createById("'topic.id' = '0'");
        assertThat(tables.explainSql("INSERT INTO t SELECT a FROM t")).contains("Sink");
        tables.executeSql("DROP TABLE t");
        createById("'topic-pattern' = 'a.*'");

        assertThat(tables.explainSql("SELECT a FROM t")).contains("TableSourceScan");
        refuses("INSERT INTO t VALUES 'x'", "topic: a sink writes one topic, got topics like a.*");
    }

    private void createById(String options) {
        tables.executeSql(
                """
                CREATE TABLE t (a STRING) WITH ('connector' = 'iggy', 'hostname' = 'h',
                    'username' = 'u', 'password' = 'p', 'stream.id' = '3', 'format' = 'json', %s)\
                """
                        .formatted(options));
    }

    @Test
    void wants_a_format_exactly_when_there_is_something_to_decode() {
        create("bare", "a STRING");
        create("needless", "o BIGINT METADATA FROM 'offset'", "'format' = 'json'");

        refuses("SELECT * FROM bare", "format: must be given if, and only if");
        refuses("SELECT * FROM needless", "format: must be given if, and only if");
    }

    @Test
    void refuses_metadata_that_there_is_not() {
        create("t", "a STRING, k STRING METADATA FROM 'key'", "'format' = 'json'");

        refuses("SELECT * FROM t", "Invalid metadata key 'key'");
    }

    @Test
    void an_exactly_once_sink_commits_and_takes_no_ids() {
        String exactly = "'sink.delivery-guarantee' = 'exactly-once'";
        create("t", "a STRING", "'format' = 'json'", exactly);
        create(
                "ids",
                "a STRING, i STRING METADATA FROM 'message-id'",
                "'format' = 'json'",
                exactly);

        assertThat(tables.explainSql("INSERT INTO t VALUES 'x'")).contains("Sink");
        refuses("INSERT INTO ids VALUES ('x', 'y')", "message-id: cannot be written with");
    }

    @Test
    void every_option_is_in_the_readme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        var factory = new IggyDynamicTableFactory();

        assertThat(Stream.of(factory.requiredOptions(), factory.optionalOptions()))
                .allSatisfy(options ->
                        assertThat(options).allMatch(o -> readme.contains("`" + o.key() + "`")));
    }

    private void refuses(String statement, String message) {
        assertThatThrownBy(() -> tables.explainSql(statement))
                .satisfies(failure ->
                        assertThat(ExceptionUtils.stringifyException(failure))
                                .contains(message)
                                .doesNotContain(SECRET));
    }

    private void create(String name, String columns, String... options) {
        String more = options.length == 0 ? "" : ", " + String.join(", ", options);
        tables.executeSql(
                "CREATE TABLE %s (%s) WITH ('connector' = 'iggy', 'hostname' = 'h', 'username' = 'u', 'password' = '%s', 'stream' = 's', 'topic' = 't'%s)"
                        .formatted(name, columns, SECRET, more));
    }
}
