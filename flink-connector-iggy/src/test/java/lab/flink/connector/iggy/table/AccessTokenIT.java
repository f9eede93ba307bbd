package lab.flink.connector.iggy.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.client.Credentials;
import lab.flink.connector.iggy.client.IggyClient;
import lab.flink.connector.iggy.client.IggyException;
import lab.flink.connector.iggy.testing.StateCollector;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestServer;
import lab.flink.connector.iggy.testing.TestTables;
import lab.flink.connector.iggy.testing.TestTopic;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs in with a token that a user has made, and not with the user's password. */
class AccessTokenIT {

    private static final TestServer SERVER = TestServer.shared();

    @Test
    void a_table_is_written_and_read_with_a_token_from_a_file(@TempDir Path directory)
            throws IOException {
        Path file = directory.resolve("token");
        Files.writeString(file, SERVER.accessToken() + "\n");
        try (var topic = TestTopic.create(2)) {
            var tables = new TestTables(TestCluster.settings(0), 1);
            tables.tables()
                    .executeSql(
                            """
                            CREATE TABLE notes (note STRING) WITH ('connector' = 'iggy',
                                'hostname' = '%s', 'port' = '%d', 'token.file' = '%s',
                                'stream' = '%s', 'topic' = '%s', 'format' = 'csv',
                                'scan.bounded.mode' = 'latest-offset')\
                            """
                                    .formatted(
                                            SERVER.host(),
                                            SERVER.port(),
                                            file,
                                            topic.stream(),
                                            topic.topic()));
            var cluster = TestCluster.shared();

            cluster.awaitStatus(
                    tables.insert("INSERT INTO notes VALUES 'by token'"), JobStatus.FINISHED);
            cluster.awaitStatus(
                    tables.select("SELECT note FROM notes", topic.stream()), JobStatus.FINISHED);

            assertThat(StateCollector.view(topic.stream())).isEqualTo(List.of("+I[by token]"));
        }
    }

    @Test
    void a_token_that_the_server_does_not_know_is_refused_once_for_all() {
        var config =
                ConnectionConfig.of(
                        SERVER.host(), SERVER.port(), new Credentials.Token("not-a-token"));

        assertThatThrownBy(() -> IggyClient.connect(config, 1).get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        IggyException.class,
                        refused -> {
                            assertThat(refused.fatal()).isTrue();
                            assertThat(refused)
                                    .hasMessageContaining("error 20, no such token")
                                    .hasMessageNotContaining("not-a-token");
                        });
    }
}
