package lab.flink.connector.iggy.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.client.Credentials;
import lab.flink.connector.iggy.client.IggyClient;
import lab.flink.connector.iggy.client.IggyException;
import lab.flink.connector.iggy.client.Tls;
import lab.flink.connector.iggy.testing.StateCollector;
import lab.flink.connector.iggy.testing.TestCertificate;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestServer;
import lab.flink.connector.iggy.testing.TestTables;
import lab.flink.connector.iggy.testing.TestTopic;
import lab.flink.connector.iggy.testing.TlsProxy;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificate is of the host localhost. */
class TlsIT {

    private static final TestServer SERVER = TestServer.shared();
    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir private static Path directory;
    private static TestCertificate certificate;
    private static TlsProxy proxy;

    @BeforeAll
    static void speakTls() throws Exception {
        certificate = TestCertificate.of("localhost", directory);
        proxy = new TlsProxy(SERVER, certificate);
    }

    @AfterAll
    static void stop() throws IOException {
        proxy.close();
    }

    @Test
    void a_table_is_written_and_read_over_tls() {
        try (var topic = TestTopic.create(2)) {
            var tables = new TestTables(TestCluster.settings(0), 1);
            tables.tables()
                    .executeSql(
                            """
                            CREATE TABLE notes (note STRING) WITH ('connector' = 'iggy',
                                'hostname' = 'localhost', 'port' = '%d', 'username' = '%s',
                                'password' = '%s', 'tls.enabled' = 'true', 'tls.ca-file' = '%s',
                                'stream' = '%s', 'topic' = '%s', 'format' = 'csv',
                                'scan.bounded.mode' = 'latest-offset')\
                            """
                                    .formatted(
                                            proxy.port(),
                                            SERVER.username(),
                                            SERVER.password(),
                                            certificate.authority(),
                                            topic.stream(),
                                            topic.topic()));
            var cluster = TestCluster.shared();

            cluster.awaitStatus(
                    tables.insert("INSERT INTO notes VALUES 'in secret'"), JobStatus.FINISHED);
            cluster.awaitStatus(
                    tables.select("SELECT note FROM notes", topic.stream()), JobStatus.FINISHED);

            assertThat(StateCollector.view(topic.stream())).isEqualTo(List.of("+I[in secret]"));
        }
    }

    @Test
    void a_server_that_another_authority_vouches_for_is_refused() throws Exception {
        var other = TestCertificate.of("localhost", directory);

        assertThat(failure("localhost", proxy.port(), on(other.authority())))
                .returns(true, IggyException::fatal)
                .message()
                .contains("the server's certificate must be vouched for by tls.ca-file = ")
                .contains(other.authority().toString());
    }

    @Test
    void without_a_file_only_whom_the_jvm_believes_is_believed() {
        assertThat(failure("localhost", proxy.port(), new Tls.On(null)))
                .returns(true, IggyException::fatal)
                .message()
                .contains("must be vouched for by the JVM's trust store (tls.ca-file is not set)");
    }

    @Test
    void a_certificate_of_another_host_is_refused() {
        assertThat(failure("127.0.0.1", proxy.port(), on(certificate.authority())))
                .returns(true, IggyException::fatal)
                .message()
                .contains("and be of the host name '127.0.0.1', but: ");
    }

    @Test
    void a_file_that_is_not_there_is_told() {
        assertThat(failure("localhost", proxy.port(), on(directory.resolve("none.pem"))))
                .returns(true, IggyException::fatal)
                .message()
                .contains("none.pem must be a readable PEM file of certificates");
    }

    @Test
    void a_file_without_certificates_is_told() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing");

        assertThat(failure("localhost", proxy.port(), on(empty)))
                .returns(true, IggyException::fatal)
                .message()
                .contains("empty.pem must be a readable PEM file of certificates");
    }

    @Test
    void a_server_that_speaks_tls_to_one_who_does_not_is_recognized() {
        assertThat(failure("localhost", proxy.port(), new Tls.Off()))
                .returns(true, IggyException::fatal)
                .message()
                .contains("the server speaks TLS, and 'tls.enabled' must be true for it");
    }

    @Test
    void a_server_that_does_not_speak_tls_is_recognized() {
        assertThat(failure(SERVER.host(), SERVER.port(), on(certificate.authority())))
                .message()
                .containsAnyOf(
                        "does the server speak it here, as 'tls.enabled' = 'true' says?",
                        "the server does not speak TLS here, and 'tls.enabled' is true");
    }

    private static Tls on(Path authority) {
        return new Tls.On(authority.toString());
    }

    private static IggyException failure(String host, int port, Tls tls) {
        var config =
                ConnectionConfig.of(
                                host,
                                port,
                                new Credentials.Password(SERVER.username(), SERVER.password()))
                        .withTls(tls)
                        .withConnectTimeout(SHORT)
                        .withRequestTimeout(SHORT);
        Throwable failure =
                catchThrowable(() -> IggyClient.connect(config, 1).get(30, TimeUnit.SECONDS));
        if (failure.getCause() instanceof IggyException known) {
            return known;
        }
        throw new AssertionError("a login must fail in a way that is told", failure);
    }
}
