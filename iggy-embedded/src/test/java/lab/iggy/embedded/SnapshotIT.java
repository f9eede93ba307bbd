package lab.iggy.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipInputStream;
import lab.iggy.embedded.user.Credentials;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.junit.IggyBroker;
import lab.iggy.junit.IggyBroker.Lifetime;
import lab.iggy.junit.IggyBroker.Topic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@IggyBroker(topics = @Topic(stream = "stream", name = "topic"), lifetime = Lifetime.METHOD)
class SnapshotIT {

    private static final int SNAPSHOT = 11;
    private static final int ALL = 100;

    private final EmbeddedBroker broker;
    private final RawClient root;

    SnapshotIT(EmbeddedBroker broker) throws IOException {
        this.broker = broker;
        root = RawClient.loggedIn(broker);
    }

    @AfterEach
    void disconnect() throws IOException {
        root.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void tells_of_files_threads_and_settings_and_no_secret(int compression) throws IOException {
        root.ask(RawClient.SEND, RawClient.sendPayload("stream", "topic", 0, "a message"));

        Map<String, String> texts = texts(ask(compression, ALL));

        assertThat(texts)
                .containsOnlyKeys(
                        "filesystem_overview.txt",
                        "process_list.txt",
                        "resource_usage.txt",
                        "server_logs.txt",
                        "server_config.txt");
        assertThat(texts.get("filesystem_overview.txt")).contains("catalog", "s0-t0-p0");
        assertThat(texts.get("process_list.txt"))
                .contains("process " + ProcessHandle.current().pid(), "iggy-io");
        assertThat(texts.get("server_config.txt")).contains("connectionsMax=10000");
        assertThat(texts.values())
                .allSatisfy(text -> assertThat(text).doesNotContain(broker.root().password()));
    }

    @Test
    void gives_what_is_asked_for_once() throws IOException {
        assertThat(texts(ask(2, 4, 4))).containsExactly(Map.entry("test.txt", "test\n"));
        assertThat(texts(ask(2))).isEmpty();
    }

    /** The real server knows the last four compressions, the JDK does not. */
    @Test
    void refuses_what_there_is_not() throws IOException {
        assertThat(ask(3, 4).status()).isEqualTo(ErrorCode.FEATURE_UNAVAILABLE.code());
        for (int[] request :
                new int[][] {{0, 4}, {7, 4}, {2, 0}, {2, 7}, {2, ALL, 1}, {2, 1, ALL}}) {
            assertThat(ask(request).status()).isEqualTo(ErrorCode.INVALID_COMMAND.code());
        }
        assertThat(root.ask(SNAPSHOT, Unpooled.buffer().writeByte(2).writeByte(3)).status())
                .isEqualTo(ErrorCode.INVALID_COMMAND.code());
    }

    @Test
    void is_for_those_who_may_read_the_server() throws IOException {
        var user = RawClient.name(Unpooled.buffer(), "alice");
        root.ask(33, RawClient.name(user, "a-password").writeByte(1).writeByte(0));
        try (var alice = new RawClient(broker.port())) {
            alice.login(new Credentials("alice", "a-password"));
            assertThat(alice.ask(SNAPSHOT, payload(2, ALL)).status())
                    .isEqualTo(ErrorCode.UNAUTHORIZED.code());
        }
    }

    /** Compression first, then the parts. */
    private RawClient.Answer ask(int... request) throws IOException {
        return root.ask(SNAPSHOT, payload(request));
    }

    private static ByteBuf payload(int... request) {
        var payload = Unpooled.buffer().writeByte(request[0]).writeByte(request.length - 1);
        for (int i = 1; i < request.length; i++) {
            payload.writeByte(request[i]);
        }
        return payload;
    }

    private static Map<String, String> texts(RawClient.Answer answer) throws IOException {
        assertThat(answer.status()).isZero();
        var texts = new LinkedHashMap<String, String>();
        try (var zip = new ZipInputStream(new ByteBufInputStream(answer.body()))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                texts.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return texts;
    }
}
