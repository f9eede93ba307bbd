package lab.flink.connector.iggy.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.client.Credentials.Password;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import lab.iggy.embedded.user.Credentials;
import lab.iggy.junit.BrokerAddress;
import org.apache.iggy.client.async.tcp.AsyncIggyTcpClient;
import org.junit.jupiter.api.Assumptions;

/**
 * The broker that tests run against: the one named by {@code IGGY_TEST_SERVER} (system property or
 * environment, {@code host:port:user:password}), else an embedded one that all tests share.
 */
public record TestServer(String host, int port, String username, String password) {

    private static final String NAME = "IGGY_TEST_SERVER";
    private static final String USERNAME = "iggy";
    private static final String PASSWORD = "test-secret";
    private static final TestServer SHARED = named().orElseGet(TestServer::embedded);

    public static TestServer shared() {
        return SHARED;
    }

    public ConnectionConfig connection() {
        return ConnectionConfig.of(host, port, new Password(username, password));
    }

    /** As the test itself asks: it waits for as long as a starved machine may need. */
    public ConnectionConfig patientConnection() {
        return connection().withRequestTimeout(TestCluster.PATIENCE);
    }

    /** The same broker, reached by another way. */
    public TestServer through(int otherPort) {
        return new TestServer("127.0.0.1", otherPort, username, password);
    }

    /** A token with which one can log in here for an hour, made by the user of this server. */
    public String accessToken() {
        AsyncIggyTcpClient admin =
                AsyncIggyTcpClient.builder()
                        .host(host)
                        .port(port)
                        .credentials(username, password)
                        .connectionPoolSize(1)
                        .build();
        try {
            return admin.connect()
                    .thenCompose(connected -> admin.login())
                    .thenCompose(identity ->
                            admin.personalAccessTokens()
                                    .createPersonalAccessToken(
                                            "t" + System.nanoTime(),
                                            BigInteger.valueOf(TimeUnit.HOURS.toMicros(1))))
                    .get(30, TimeUnit.SECONDS)
                    .token();
        } catch (Exception e) {
            throw new AssertionError("test server: no token", e);
        } finally {
            var _ = admin.close();
        }
    }

    /** The connector options that lead here. */
    public String sqlOptions() {
        return """
        'connector' = 'iggy', 'hostname' = '%s', 'port' = '%d', 'username' = '%s', \
        'password' = '%s'\
        """
                .formatted(host, port, username, password);
    }

    private static Optional<TestServer> named() {
        return BrokerAddress.named(NAME)
                .map(at -> new TestServer(at.host(), at.port(), at.username(), at.password()));
    }

    /**
     * Skips a test that needs a broker of its own where all tests are to run against the server
     * that is named: run on another broker, it would say nothing of that server.
     */
    public static void assumeNoneIsNamed(String why) {
        Assumptions.assumeTrue(
                !isNamed(), () -> NAME + " is set, and this test needs its own: " + why);
    }

    public static boolean isNamed() {
        return named().isPresent();
    }

    /** Where a broker will be that a test starts itself. */
    public static TestServer on(int port) {
        return new TestServer("127.0.0.1", port, USERNAME, PASSWORD);
    }

    /**
     * A broker of the test's own, to be closed and started again on the same directory and port.
     */
    public static EmbeddedBroker start(Path directory, int port) throws IOException {
        return start(BrokerConfig.in(directory).withPort(port), InstantSource.system());
    }

    /** The same, with more to say of how it is. */
    public static EmbeddedBroker start(BrokerConfig config, InstantSource clock)
            throws IOException {
        var root = new Credentials(USERNAME, PASSWORD);
        var broker = new EmbeddedBroker(config.withRoot(root), clock);
        broker.start();
        return broker;
    }

    public static TestServer of(EmbeddedBroker broker) {
        return on(broker.port());
    }

    private static TestServer embedded() {
        try {
            EmbeddedBroker broker = start(Files.createTempDirectory("iggy"), 0);
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
            return of(broker);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
