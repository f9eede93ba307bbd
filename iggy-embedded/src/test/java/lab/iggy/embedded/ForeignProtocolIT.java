package lab.iggy.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import lab.iggy.junit.IggyBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Whoever speaks something else is told so in the log, and does not wait for an answer. */
@IggyBroker
class ForeignProtocolIT {

    private static final int PATIENCE_SECONDS = 60;

    private final BlockingQueue<String> warnings = new LinkedBlockingQueue<>();
    private final AppenderBase<ILoggingEvent> appender =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    if (event.getMessage().startsWith("connection closed")) {
                        warnings.add(event.getKeyValuePairs() + " " + event.getMessage());
                    }
                }
            };
    private final EmbeddedBroker broker;

    ForeignProtocolIT(EmbeddedBroker broker) {
        this.broker = broker;
    }

    @BeforeEach
    void listen() {
        appender.start();
        ((Logger) LoggerFactory.getLogger("lab.iggy.embedded.server")).addAppender(appender);
    }

    @AfterEach
    void listenNoMore() {
        ((Logger) LoggerFactory.getLogger("lab.iggy.embedded.server")).detachAppender(appender);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST /streams HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void http_is_refused(String request) throws Exception {
        assertRefused("HTTP", Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
    }

    @Test
    void http_is_refused_also_byte_by_byte() throws Exception {
        try (var client = new RawClient(broker.port())) {
            for (byte one : "OPTIONS ".getBytes(StandardCharsets.US_ASCII)) {
                client.write(Unpooled.wrappedBuffer(new byte[] {one}));
            }
            assertThatThrownBy(client::read).isInstanceOf(IOException.class);
        }
        assertThat(warning()).contains("HTTP");
    }

    @Test
    void tls_is_refused() throws Exception {
        try (var socket =
                (SSLSocket)
                        SSLSocketFactory.getDefault()
                                .createSocket(InetAddress.getLoopbackAddress(), broker.port())) {
            socket.setSoTimeout(PATIENCE_SECONDS * 1_000);
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
        assertThat(warning()).contains("TLS").contains("Iggy 0.8");
    }

    /** A request of 0.9: a header of 256 bytes that begins with a checksum, set or not. */
    @ParameterizedTest
    @ValueSource(longs = {0, 0x1234_5678_9abc_def0L})
    void a_newer_iggy_is_refused(long checksum) throws Exception {
        ByteBuf header = Unpooled.buffer().writeLongLE(checksum).writeZero(40);
        header.writeIntLE(300).writeIntLE(0).writeIntLE(9_000).writeByte(5).writeByte(0);
        header.writeZero(66).writeZero(128).writeZero(44);
        assertRefused("Iggy 0.9 or newer", header);
    }

    /** Read as a frame, such bytes announce hundreds of megabytes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "5353482d322e302d4f70656e5353480d0a", // SSH: its greeting
                "0000002a00120004000000010007636c69656e742d31", // Kafka: which versions there are
                "0000000804d2162f", // PostgreSQL: TLS?
                "101600044d5154540402003c000a636f6e666f726d616e6365", // MQTT: connect
                "2a310d0a24340d0a50494e470d0a", // Redis: ping
                "ffffffffffffffffffffffffffffffff"
            })
    void what_nobody_can_know_is_refused(String hex) throws Exception {
        assertRefused(
                "no protocol that is known here",
                Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
    }

    /** A ping and a poll of two gigabytes, a login of ten megabytes and a byte. */
    @ParameterizedTest
    @CsvSource({"1, 2147483647", "100, 2147483647", "38, 10485765"})
    void a_first_frame_that_is_longer_than_any_can_be_is_refused(int code, int length)
            throws Exception {
        assertRefused(
                "no protocol that is known here",
                Unpooled.buffer().writeIntLE(length).writeIntLE(code));
    }

    /** Whoever is known to speak the protocol is answered. */
    @Test
    void a_later_frame_of_such_a_length_is_answered() throws Exception {
        try (var client = new RawClient(broker.port())) {
            assertThat(client.ping().status()).isZero();
            client.write(Unpooled.buffer().writeIntLE(Integer.MAX_VALUE).writeIntLE(9_999));
            assertThat(client.read().status()).isEqualTo(3);
            assertThat(client.ping().status()).isZero();
        }
        assertThat(List.copyOf(warnings)).isEmpty();
    }

    /** As the real server does, also where it comes first. */
    @Test
    void a_first_command_that_there_is_not_is_answered() throws Exception {
        try (var client = new RawClient(broker.port())) {
            assertThat(client.ask(9_999, Unpooled.buffer().writeLong(1)).status()).isEqualTo(3);
            assertThat(client.ping().status()).isZero();
        }
        assertThat(List.copyOf(warnings)).isEmpty();
    }

    /** Only the first bytes tell, and what begins like a command of ours is one. */
    @Test
    void a_client_of_ours_may_send_such_bytes() throws Exception {
        try (var client = RawClient.loggedIn(broker)) {
            client.makeTopic("GET ", "POST", 1);
            var send = RawClient.sendPayload("GET ", "POST", 0, "GET / HTTP/1.1");
            assertThat(client.ask(RawClient.SEND, send).status()).isZero();
            client.write(
                    Unpooled.buffer()
                            .writeBytes("GET \0\0\0\0".getBytes(StandardCharsets.US_ASCII)));
            assertThat(client.read().status()).isEqualTo(3);
        }
        assertThat(List.copyOf(warnings)).isEmpty();
    }

    /** The warning names the client and what it began with. */
    private void assertRefused(String protocol, ByteBuf bytes) throws Exception {
        String firstBytes = ByteBufUtil.hexDump(bytes, 0, 8);
        try (var client = new RawClient(broker.port())) {
            client.write(bytes);
            assertThatThrownBy(client::read)
                    .isInstanceOfAny(EOFException.class, SocketException.class);
            assertThat(warning())
                    .contains(protocol, "Iggy 0.8", "first_bytes=\"" + firstBytes)
                    .contains("client=\"127.0.0.1:%d\"".formatted(client.socket.getLocalPort()));
        }
    }

    private String warning() throws InterruptedException {
        return String.valueOf(warnings.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
}
