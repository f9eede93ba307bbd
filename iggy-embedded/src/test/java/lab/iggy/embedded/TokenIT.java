package lab.iggy.embedded;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import lab.files.LiveFolder;
import lab.iggy.embedded.RawClient.Answer;
import lab.iggy.embedded.wire.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Personal access tokens over the wire. */
class TokenIT {

    private static final int ME = 20;
    private static final int LIST = 41;
    private static final int CREATE = 42;
    private static final int DELETE = 43;
    private static final int LOGIN = 44;
    private static final int LOGOUT = 39;
    private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");

    @TempDir Path directory;
    private final AtomicReference<Instant> clock = new AtomicReference<>(START);
    private EmbeddedBroker broker;
    private RawClient root;

    @BeforeEach
    void start() throws IOException {
        broker = new EmbeddedBroker(BrokerConfig.in(directory).withPort(0), clock::get);
        broker.start();
        root = RawClient.loggedIn(broker);
    }

    @AfterEach
    void stop() throws IOException {
        root.close();
        broker.close();
    }

    @Test
    void a_token_logs_in_also_after_a_restart_and_its_secret_is_nowhere_on_disk() throws Exception {
        String secret = create("token", Duration.ofMinutes(1));
        assertThat(list()).containsExactly(Map.entry("token", micros(Duration.ofMinutes(1))));
        restart();
        try (var client = new RawClient(broker.port())) {
            assertRefused(ErrorCode.UNAUTHENTICATED, me(client));
            Answer login = login(client, secret);
            assertThat(login.status()).isZero();
            assertThat(login.body().readIntLE()).isZero(); // root
            assertThat(me(client).status()).isZero();
        }
        for (Path file : LiveFolder.files(directory)) {
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(secret);
        }
    }

    @Test
    void a_revoked_token_is_no_good_from_that_moment_on() throws IOException {
        String secret = create("token", Duration.ZERO);
        String other = create("other", Duration.ZERO);
        try (var client = new RawClient(broker.port());
                var bystander = new RawClient(broker.port())) {
            login(client, secret);
            login(bystander, other);

            assertThat(root.ask(DELETE, name("token")).status()).isZero();

            assertRefused(ErrorCode.UNAUTHENTICATED, me(client));
            assertRefused(ErrorCode.RESOURCE_NOT_FOUND, login(client, secret));
            assertThat(me(bystander).status()).isZero();
            assertThat(me(root).status()).isZero();
        }
        restart();
        assertRefused(ErrorCode.RESOURCE_NOT_FOUND, login(root, secret));
        assertThat(list()).containsOnlyKeys("other");
        assertRefused(ErrorCode.RESOURCE_NOT_FOUND, root.ask(DELETE, name("token")));
    }

    @Test
    void a_token_expires() throws IOException {
        String secret = create("token", Duration.ofSeconds(10));
        String forever = create("forever", Duration.ZERO);
        clock.set(START.plusSeconds(10).minus(1, ChronoUnit.MICROS));
        assertThat(login(root, secret).status()).isZero();

        clock.set(START.plusSeconds(10));

        assertRefused(ErrorCode.TOKEN_EXPIRED, login(root, secret));
        assertThat(login(root, forever).status()).isZero();
    }

    @Test
    void names_are_of_three_to_thirty_bytes_and_taken_once_and_a_hundred_is_the_most()
            throws IOException {
        assertRefused(ErrorCode.INVALID_TOKEN_NAME, ask("ab", 0));
        assertRefused(ErrorCode.INVALID_TOKEN_NAME, ask("x".repeat(31), 0));
        create("abc", Duration.ZERO);
        assertRefused(ErrorCode.TOKEN_EXISTS, ask("abc", 0));
        for (int i = 1; i < 100; i++) {
            create("token-" + i, Duration.ZERO);
        }
        assertRefused(ErrorCode.TOO_MANY_TOKENS, ask("one-more", 0));
    }

    @Test
    void whoever_is_not_logged_in_gets_no_token() throws IOException {
        root.ask(LOGOUT, Unpooled.EMPTY_BUFFER);

        assertRefused(ErrorCode.UNAUTHENTICATED, ask("token", 0));
        assertRefused(ErrorCode.UNAUTHENTICATED, root.ask(LIST, Unpooled.EMPTY_BUFFER));
        assertRefused(ErrorCode.RESOURCE_NOT_FOUND, login(root, "guessed"));
    }

    /** The file is made by {@code src/test/oracle/tokens.py}, without a line of ours. */
    @Test
    void tokens_of_version_1_are_read() throws IOException {
        stop();
        try (var golden = requireNonNull(TokenIT.class.getResourceAsStream("tokens-1.bin"))) {
            Files.write(directory.resolve("tokens"), golden.readAllBytes());
        }
        start();

        assertThat(list())
                .containsExactly(
                        Map.entry("for-ever", 0L), Map.entry("short", 1_700_000_000_000_000L));
        assertThat(login(root, "a-secret-that-never-expires").status()).isZero();
        assertRefused(ErrorCode.TOKEN_EXPIRED, login(root, "a-secret-that-has-expired"));
    }

    @Test
    void a_damaged_or_newer_file_is_refused_by_name() throws IOException {
        create("token", Duration.ZERO);
        stop();
        Path file = directory.resolve("tokens");
        byte[] bytes = Files.readAllBytes(file);
        bytes[20] ^= 1;
        Files.write(file, bytes);

        assertThatThrownBy(this::start)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("the broker's access tokens must be readable");
        Files.delete(file);
        start();
    }

    @Test
    void the_official_client_makes_tokens_and_logs_in_by_one() {
        try (var sdk = SdkClient.connect(broker)) {
            var tokens = sdk.sdk.personalAccessTokens();
            var made =
                    SdkClient.await(
                            tokens.createPersonalAccessToken(
                                    "new-token", BigInteger.valueOf(50_000_000)));
            assertThat(SdkClient.await(tokens.getPersonalAccessTokens())).hasSize(1);

            var identity = SdkClient.await(tokens.loginWithPersonalAccessToken(made.token()));

            assertThat(identity.userId()).isZero();
            SdkClient.await(tokens.deletePersonalAccessToken("new-token"));
        }
    }

    private void restart() throws IOException {
        stop();
        start();
    }

    private String create(String name, Duration expiry) throws IOException {
        Answer answer = ask(name, expiry.toNanos() / 1_000);
        assertThat(answer.status()).isZero();
        return text(answer.body());
    }

    private Answer ask(String name, long expiryMicros) throws IOException {
        return root.ask(CREATE, name(name).writeLongLE(expiryMicros));
    }

    private Map<String, Long> list() throws IOException {
        ByteBuf body = root.ask(LIST, Unpooled.EMPTY_BUFFER).body();
        var tokens = new LinkedHashMap<String, Long>();
        while (body.isReadable()) {
            tokens.put(text(body), body.readLongLE());
        }
        return tokens;
    }

    private static long micros(Duration after) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, START.plus(after));
    }

    private static Answer login(RawClient client, String secret) throws IOException {
        return client.ask(LOGIN, name(secret));
    }

    private static Answer me(RawClient client) throws IOException {
        return client.ask(ME, Unpooled.EMPTY_BUFFER);
    }

    private static ByteBuf name(String name) {
        return RawClient.name(Unpooled.buffer(), name);
    }

    private static String text(ByteBuf body) {
        return body.readCharSequence(body.readUnsignedByte(), StandardCharsets.UTF_8).toString();
    }

    private static void assertRefused(ErrorCode code, Answer answer) {
        assertThat(answer.status()).isEqualTo(code.code());
    }
}
