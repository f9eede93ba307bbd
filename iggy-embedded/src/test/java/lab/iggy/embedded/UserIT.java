package lab.iggy.embedded;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.files.LiveFolder;
import lab.iggy.embedded.RawClient.Answer;
import lab.iggy.embedded.user.Credentials;
import lab.iggy.embedded.wire.ErrorCode;
import org.apache.iggy.user.GlobalPermissions;
import org.apache.iggy.user.Permissions;
import org.apache.iggy.user.UserStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users over the wire; what their rights let them do is in {@code RightsIT}. */
class UserIT {

    private static final int ME = 20;
    private static final int GET = 31;
    private static final int LIST = 32;
    private static final int CREATE = 33;
    private static final int DELETE = 34;
    private static final int UPDATE = 35;
    private static final int PERMIT = 36;
    private static final int CHANGE_PASSWORD = 37;
    private static final int LOGOUT = 39;
    private static final int CREATE_TOKEN = 42;
    private static final int LOGIN_BY_TOKEN = 44;
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final String PASSWORD = "a-password-of-a-user";

    /** All rights false, but in stream 0 the one to poll. */
    private static final String POLLS_STREAM_0 = "00".repeat(10) + "01000000000000000001000000";

    @TempDir Path directory;
    private EmbeddedBroker broker;
    private RawClient root;

    @BeforeEach
    void start() throws IOException {
        broker =
                new EmbeddedBroker(
                        BrokerConfig.in(directory).withPort(0), InstantSource.fixed(NOW));
        broker.start();
        root = RawClient.loggedIn(broker);
    }

    @AfterEach
    void stop() throws IOException {
        root.close();
        broker.close();
    }

    @Test
    void a_user_survives_a_restart_and_the_password_is_nowhere_on_disk() throws Exception {
        create("alice", Optional.of(POLLS_STREAM_0));
        restart();

        assertThat(names()).containsExactly("iggy", "alice");
        assertThat(hex(root.ask(GET, named("alice"))))
                .isEqualTo(
                        "01000000"
                                + "00708653094c0600" // NOW
                                + "01"
                                + "05616c696365"
                                + "0117000000"
                                + POLLS_STREAM_0);
        try (var alice = new RawClient(broker.port())) {
            assertThat(login(alice, "alice", PASSWORD).body().readIntLE()).isEqualTo(1);
            assertRefused(ErrorCode.UNAUTHORIZED, alice.ask(LIST, Unpooled.EMPTY_BUFFER));
            assertThat(alice.ask(GET, named("alice")).status()).isZero();
        }
        for (Path file : LiveFolder.files(directory)) {
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .doesNotContain(PASSWORD);
        }
    }

    @Test
    void wrong_names_and_passwords_are_refused_alike() throws IOException {
        create("alice", Optional.empty());
        try (var client = new RawClient(broker.port())) {
            assertRefused(ErrorCode.INVALID_CREDENTIALS, login(client, "alice", "wrong-one"));
            assertRefused(ErrorCode.INVALID_CREDENTIALS, login(client, "nobody", PASSWORD));
            assertRefused(ErrorCode.INVALID_CREDENTIALS, login(client, "iggy", PASSWORD));
            assertRefused(ErrorCode.UNAUTHENTICATED, me(client));
        }
    }

    @Test
    void a_user_that_is_deleted_is_out_at_that_moment_and_so_are_his_tokens() throws IOException {
        create("alice", Optional.empty());
        create("bob", Optional.empty());
        try (var alice = loggedIn("alice");
                var byToken = new RawClient(broker.port());
                var bob = loggedIn("bob")) {
            String token = token(alice);
            assertThat(byToken.ask(LOGIN_BY_TOKEN, name(token)).status()).isZero();

            assertThat(root.ask(DELETE, named("alice")).status()).isZero();

            assertRefused(ErrorCode.UNAUTHENTICATED, me(alice));
            assertRefused(ErrorCode.UNAUTHENTICATED, me(byToken));
            assertRefused(ErrorCode.INVALID_CREDENTIALS, login(alice, "alice", PASSWORD));
            assertRefused(ErrorCode.RESOURCE_NOT_FOUND, byToken.ask(LOGIN_BY_TOKEN, name(token)));
            assertThat(me(bob).status()).isZero();
            create("eve", Optional.empty()); // gets alice's number
            assertRefused(ErrorCode.UNAUTHENTICATED, me(alice));
        }
        restart();
        assertThat(names()).containsExactly("iggy", "eve", "bob");
    }

    @Test
    void an_inactive_user_is_out_and_stays_out_until_he_is_active_again() throws IOException {
        create("alice", Optional.empty());
        try (var alice = loggedIn("alice")) {
            String token = token(alice);
            assertThat(root.ask(UPDATE, status("alice", 2)).status()).isZero();

            assertRefused(ErrorCode.UNAUTHENTICATED, me(alice));
            assertRefused(ErrorCode.USER_INACTIVE, login(alice, "alice", PASSWORD));
            assertRefused(ErrorCode.USER_INACTIVE, alice.ask(LOGIN_BY_TOKEN, name(token)));

            assertThat(root.ask(UPDATE, status("alice", 1)).status()).isZero();
            assertRefused(ErrorCode.UNAUTHENTICATED, me(alice)); // the old login stays ended
            assertThat(alice.ask(LOGIN_BY_TOKEN, name(token)).status()).isZero();
            assertThat(me(alice).status()).isZero();
        }
    }

    @Test
    void a_new_password_ends_all_logins_but_that_of_whoever_changed_it() throws IOException {
        create("alice", Optional.empty());
        try (var alice = loggedIn("alice");
                var elsewhere = loggedIn("alice")) {
            assertRefused(
                    ErrorCode.INVALID_CREDENTIALS,
                    alice.ask(CHANGE_PASSWORD, passwords("alice", "wrong-one", "another-one")));
            assertThat(
                            alice.ask(CHANGE_PASSWORD, passwords("alice", PASSWORD, "another-one"))
                                    .status())
                    .isZero();

            assertThat(me(alice).status()).isZero();
            assertRefused(ErrorCode.UNAUTHENTICATED, me(elsewhere));
            assertRefused(ErrorCode.INVALID_CREDENTIALS, login(elsewhere, "alice", PASSWORD));
            restart();
            try (var later = new RawClient(broker.port())) {
                assertThat(login(later, "alice", "another-one").status()).isZero();
            }
        }
    }

    @Test
    void a_right_that_is_taken_away_is_gone_with_the_next_request() throws IOException {
        root.makeTopic("zero", "topic", 1);
        create("alice", Optional.of(POLLS_STREAM_0));
        var poll = RawClient.pollPayload("zero", "topic", 0, 0, 1);
        try (var alice = loggedIn("alice")) {
            assertThat(alice.ask(RawClient.POLL, poll.copy()).status()).isZero();

            assertThat(root.ask(PERMIT, named("alice").writeByte(0)).status()).isZero();

            assertRefused(ErrorCode.UNAUTHORIZED, alice.ask(RawClient.POLL, poll.copy()));
        }
    }

    /** The next stream gets its number. */
    @Test
    void rights_in_a_stream_that_was_deleted_are_none_in_the_next_one() throws IOException {
        root.makeTopic("zero", "topic", 1);
        create("alice", Optional.of(POLLS_STREAM_0));
        assertThat(root.ask(203, named("zero")).status()).isZero();
        root.makeTopic("another", "topic", 1);
        restart();

        try (var alice = loggedIn("alice")) {
            assertRefused(
                    ErrorCode.UNAUTHORIZED,
                    alice.ask(RawClient.POLL, RawClient.pollPayload("another", "topic", 0, 0, 1)));
        }
    }

    @Test
    void a_user_who_may_not_send_is_told_so_and_the_connection_goes_on() throws IOException {
        root.makeTopic("zero", "topic", 1);
        create("alice", Optional.of(POLLS_STREAM_0));
        try (var alice = loggedIn("alice")) {
            var send = RawClient.sendPayload("zero", "topic", 0, "x".repeat(100_000));
            assertRefused(ErrorCode.UNAUTHORIZED, alice.ask(RawClient.SEND, send));
            assertThat(me(alice).status()).isZero();
            assertThat(broker.stats().messages()).isZero();
        }
    }

    @Test
    void root_is_as_the_configuration_says() throws IOException {
        assertRefused(ErrorCode.CANNOT_DELETE_USER, root.ask(DELETE, named("iggy")));
        assertRefused(
                ErrorCode.CANNOT_CHANGE_PERMISSIONS, root.ask(PERMIT, named("iggy").writeByte(0)));
        assertRefused(ErrorCode.FEATURE_UNAVAILABLE, root.ask(UPDATE, status("iggy", 2)));
        assertRefused(
                ErrorCode.FEATURE_UNAVAILABLE,
                root.ask(
                        CHANGE_PASSWORD,
                        passwords("iggy", broker.root().password(), "another-one")));
        assertThat(me(root).status()).isZero();
    }

    @Test
    void names_and_passwords_have_limits_and_names_are_taken_once() throws IOException {
        create("alice", Optional.empty());
        assertRefused(ErrorCode.USER_EXISTS, ask("alice", PASSWORD, Optional.empty()));
        assertRefused(ErrorCode.USER_EXISTS, ask("iggy", PASSWORD, Optional.empty()));
        assertRefused(ErrorCode.INVALID_USERNAME, ask("al", PASSWORD, Optional.empty()));
        assertRefused(ErrorCode.INVALID_USERNAME, ask("x".repeat(51), PASSWORD, Optional.empty()));
        assertRefused(ErrorCode.INVALID_PASSWORD, ask("bob", "pw", Optional.empty()));
        assertRefused(ErrorCode.INVALID_PASSWORD, ask("bob", "x".repeat(101), Optional.empty()));
        assertThat(ask("x".repeat(50), "x".repeat(100), Optional.empty()).status()).isZero();
        assertRefused(
                ErrorCode.INVALID_COMMAND,
                root.ask(CREATE, name(name("bob"), PASSWORD).writeByte(3).writeByte(0)));
        assertRefused(
                ErrorCode.INVALID_COMMAND, ask("bob", PASSWORD, Optional.of("00".repeat(10))));
        assertThat(names()).doesNotContain("bob");
    }

    /** The file is made by {@code src/test/oracle/users.py}, without a line of ours. */
    @Test
    void users_of_version_1_are_read() throws IOException {
        stop();
        try (var golden = requireNonNull(UserIT.class.getResourceAsStream("users-1.bin"))) {
            Files.write(directory.resolve("users"), golden.readAllBytes());
        }
        start();

        assertThat(names()).containsExactly("iggy", "Ada", "Ben");
        assertThat(hex(root.ask(GET, named("Ada"))))
                .endsWith("00000001000000000000010700000000000000" + "01000102000000000000010000");
        try (var client = new RawClient(broker.port())) {
            assertThat(login(client, "Ada", "the-password-of-ada").body().readIntLE()).isOne();
            assertRefused(ErrorCode.USER_INACTIVE, login(client, "Ben", "the-password-of-ben"));
        }
    }

    @Test
    void a_damaged_or_newer_file_is_refused_by_name() throws IOException {
        create("alice", Optional.empty());
        stop();
        Path file = directory.resolve("users");
        byte[] bytes = Files.readAllBytes(file);
        bytes[20] ^= 1;
        Files.write(file, bytes);

        assertThatThrownBy(this::start)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("the broker's users must be readable");
        Files.delete(file);
        start();
    }

    @Test
    void the_official_client_makes_and_changes_users() {
        try (var sdk = SdkClient.connect(broker)) {
            var users = sdk.sdk.users();
            var rights =
                    new Permissions(
                            new GlobalPermissions(
                                    false, true, false, false, false, false, false, false, false,
                                    false),
                            Map.of());
            var made =
                    SdkClient.await(
                            users.createUser(
                                    "alice", PASSWORD, UserStatus.Active, Optional.of(rights)));
            assertThat(made.permissions().orElseThrow().global().readServers()).isTrue();
            SdkClient.await(
                    users.updateUser(
                            made.id(), Optional.of("alicia"), Optional.of(UserStatus.Inactive)));

            var found = SdkClient.await(users.getUser(made.id())).orElseThrow();

            assertThat(found.username()).isEqualTo("alicia");
            assertThat(found.status()).isEqualTo(UserStatus.Inactive);
            assertThat(SdkClient.await(users.getUsers())).hasSize(2);
            SdkClient.await(users.deleteUser(made.id()));
            assertThat(SdkClient.await(users.getUser(made.id()))).isEmpty();
        }
    }

    private void restart() throws IOException {
        stop();
        start();
    }

    private void create(String user, Optional<String> permissions) throws IOException {
        assertThat(ask(user, PASSWORD, permissions).status()).isZero();
    }

    /** The permissions as hex. */
    private Answer ask(String user, String password, Optional<String> permissions)
            throws IOException {
        var payload = name(name(user), password).writeByte(1);
        payload.writeByte(permissions.isPresent() ? 1 : 0);
        permissions
                .map(HexFormat.of()::parseHex)
                .ifPresent(bytes -> payload.writeIntLE(bytes.length).writeBytes(bytes));
        return root.ask(CREATE, payload);
    }

    private List<String> names() throws IOException {
        ByteBuf body = root.ask(LIST, Unpooled.EMPTY_BUFFER).body();
        var names = new ArrayList<String>();
        while (body.isReadable()) {
            body.skipBytes(Integer.BYTES + Long.BYTES + 1);
            names.add(text(body));
        }
        return names;
    }

    private RawClient loggedIn(String user) throws IOException {
        var client = new RawClient(broker.port());
        client.login(new Credentials(user, PASSWORD));
        return client;
    }

    private static String token(RawClient client) throws IOException {
        return text(client.ask(CREATE_TOKEN, name("token").writeLongLE(0)).body());
    }

    private static Answer login(RawClient client, String user, String password) throws IOException {
        client.ask(LOGOUT, Unpooled.EMPTY_BUFFER);
        return client.ask(RawClient.LOGIN, RawClient.loginPayload(new Credentials(user, password)));
    }

    private static Answer me(RawClient client) throws IOException {
        return client.ask(ME, Unpooled.EMPTY_BUFFER);
    }

    private static ByteBuf status(String user, int status) {
        return named(user).writeByte(0).writeByte(1).writeByte(status);
    }

    private static ByteBuf passwords(String user, String current, String changed) {
        return name(name(named(user), current), changed);
    }

    private static ByteBuf named(String user) {
        return RawClient.identifier(Unpooled.buffer(), user);
    }

    private static ByteBuf name(String name) {
        return name(Unpooled.buffer(), name);
    }

    private static ByteBuf name(ByteBuf out, String name) {
        return RawClient.name(out, name);
    }

    private static String text(ByteBuf body) {
        return body.readCharSequence(body.readUnsignedByte(), StandardCharsets.UTF_8).toString();
    }

    private static String hex(Answer answer) {
        return ByteBufUtil.hexDump(answer.body());
    }

    private static void assertRefused(ErrorCode code, Answer answer) {
        assertThat(answer.status()).isEqualTo(code.code());
    }
}
