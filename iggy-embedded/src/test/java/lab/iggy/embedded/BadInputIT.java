package lab.iggy.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import lab.iggy.embedded.wire.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever comes in, the answer is a code, and the connection goes on. */
class BadInputIT {
    private static final int GARBLED_FRAMES = 3_000;
    private static final int BLOCK_BYTES = 1 << 20;

    @TempDir Path directory;

    private EmbeddedBroker broker;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        broker = new EmbeddedBroker(config(), InstantSource.system());
        broker.start();
        client = RawClient.loggedIn(broker);
        client.makeTopic("s", "t", 1);
    }

    private BrokerConfig config() {
        return BrokerConfig.in(directory).withPort(0).withSendBytesMax(4 << 20);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        broker.close();
    }

    private void refusedAndGoesOn(ErrorCode code, RawClient.Answer answer) throws IOException {
        assertThat(answer.status()).isEqualTo(code.code());
        assertThat(answer.body().readableBytes()).isZero();
        assertThat(client.ping().status()).isZero();
    }

    @Test
    void refuses_unknown_commands() throws IOException {
        refusedAndGoesOn(
                ErrorCode.INVALID_COMMAND, client.ask(9_999, Unpooled.buffer().writeLong(1)));
    }

    @Test
    void refuses_frames_too_short_for_a_command() throws IOException {
        client.write(Unpooled.buffer().writeIntLE(3).writeIntLE(RawClient.PING));
        refusedAndGoesOn(ErrorCode.INVALID_COMMAND, client.read());
    }

    @Test
    void refuses_payloads_that_end_early() throws IOException {
        var whole = RawClient.pollPayload("s", "t", 0, 0, 10);
        for (int length = 0; length < whole.readableBytes(); length++) {
            var answer = client.ask(RawClient.POLL, whole.slice(0, length));
            refusedAndGoesOn(ErrorCode.INVALID_COMMAND, answer);
        }
    }

    @Test
    void refuses_sends_that_end_early() throws IOException {
        var whole = RawClient.sendPayload("s", "t", 0, "a", "b");
        for (int length = 0; length < whole.readableBytes(); length++) {
            var answer = client.ask(RawClient.SEND, whole.slice(0, length));
            assertThat(answer.status()).as("send of %d bytes", length).isNotZero();
        }
        assertThat(client.ask(RawClient.SEND, whole).status()).isZero();
    }

    @Test
    void reads_the_bodies_of_sends_it_refuses_to_their_end() throws IOException {
        for (var payload :
                new ByteBuf[] {
                    RawClient.sendPayload("none", "t", 0, "a"),
                    RawClient.sendPayload("s", "none", 0, "a"),
                    RawClient.sendPayload("s", "t", 7, "a")
                }) {
            assertThat(client.ask(RawClient.SEND, payload).status()).isNotZero();
            assertThat(client.ping().status()).isZero();
        }
    }

    @Test
    void skips_a_huge_send_without_keeping_it() throws IOException {
        long body = 256L << 20;
        client.write(Unpooled.buffer().writeIntLE((int) (body + 4)).writeIntLE(RawClient.SEND));
        var block = Unpooled.wrappedBuffer(new byte[BLOCK_BYTES]);
        for (long sent = 0; sent < body; sent += BLOCK_BYTES) {
            client.write(block);
        }
        refusedAndGoesOn(ErrorCode.INVALID_SIZE_BYTES, client.read());
    }

    @Test
    void goes_on_if_a_frame_of_impossible_size_has_no_body_at_all() throws IOException {
        client.write(Unpooled.buffer().writeIntLE(-1).writeIntLE(RawClient.POLL));
        refusedAndGoesOn(ErrorCode.INVALID_COMMAND, client.read());
    }

    @Test
    void lets_strangers_only_ping_and_log_in() throws IOException {
        try (var stranger = new RawClient(broker.port())) {
            assertThat(stranger.ping().status()).isZero();
            for (int code :
                    new int[] {
                        10, 11, 12, 20, 21, 22, 31, 32, 33, 34, 37, 39, 100, 102, 120, 121, 122, 200
                    }) {
                assertThat(stranger.ask(code, Unpooled.EMPTY_BUFFER).status())
                        .as("command %d", code)
                        .isEqualTo(ErrorCode.UNAUTHENTICATED.code());
            }
            var send = RawClient.sendPayload("s", "t", 0, "a");
            assertThat(stranger.ask(RawClient.SEND, send).status())
                    .isEqualTo(ErrorCode.UNAUTHENTICATED.code());
            stranger.login(broker.root());
            assertThat(
                            stranger.ask(RawClient.SEND, RawClient.sendPayload("s", "t", 0, "a"))
                                    .status())
                    .isZero();
        }
    }

    @Test
    void forgets_who_logged_out() throws IOException {
        assertThat(client.ask(39, Unpooled.EMPTY_BUFFER).status()).isZero();
        assertThat(client.ask(20, Unpooled.EMPTY_BUFFER).status())
                .isEqualTo(ErrorCode.UNAUTHENTICATED.code());
        client.login(broker.root());
        assertThat(client.ask(20, Unpooled.EMPTY_BUFFER).status()).isZero();
    }

    @Test
    void answers_requests_in_order_if_many_are_sent_at_once() throws IOException {
        var all = Unpooled.buffer();
        for (int i = 0; i < 500; i++) {
            all.writeBytes(RawClient.frame(RawClient.PING, Unpooled.EMPTY_BUFFER));
            all.writeBytes(RawClient.frame(9_999, Unpooled.EMPTY_BUFFER));
            all.writeBytes(
                    RawClient.frame(
                            RawClient.CREATE_STREAM,
                            RawClient.name(Unpooled.buffer(), i % 2 == 0 ? "x" : "s")));
        }
        client.write(all);
        for (int i = 0; i < 500; i++) {
            assertThat(client.read().status()).isZero();
            assertThat(client.read().status()).isEqualTo(ErrorCode.INVALID_COMMAND.code());
            int expected = i == 0 ? 0 : ErrorCode.STREAM_NAME_EXISTS.code();
            assertThat(client.read().status()).isEqualTo(expected);
        }
    }

    @Test
    void takes_a_frame_byte_by_byte() throws IOException {
        var frame = RawClient.frame(RawClient.SEND, RawClient.sendPayload("s", "t", 0, "a", "b"));
        while (frame.isReadable()) {
            client.write(frame.readSlice(1));
        }
        assertThat(client.read().status()).isZero();
    }

    @Test
    void no_garbled_frame_is_fatal() throws IOException {
        long seed = 20_260_301;
        var random = new Random(seed);
        int[] codes = {1, 10, 12, 20, 21, 22, 38, 100, 101, 102, 120, 121, 122, 200, 300, 301, 304};
        for (int i = 0; i < GARBLED_FRAMES; i++) {
            int code = codes[random.nextInt(codes.length)];
            var payload = random.nextBoolean() ? noise(random) : damaged(random, code);
            var answer = client.ask(code, payload);
            assertThat(answer.status()).as("seed %d, frame %d", seed, i).isNotEqualTo(1);
        }
        assertThat(client.ping().status()).as("seed %d", seed).isZero();
    }

    private static ByteBuf noise(Random random) {
        var bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return Unpooled.wrappedBuffer(bytes);
    }

    private static ByteBuf damaged(Random random, int code) {
        var payload =
                code == RawClient.SEND
                        ? RawClient.sendPayload("s", "t", 0, "a", "bb", "ccc")
                        : RawClient.pollPayload("s", "t", 0, 0, 10);
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            payload.setByte(random.nextInt(payload.readableBytes()), random.nextInt(256));
        }
        return payload;
    }
}
