package lab.iggy.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
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

    private void assertRefused(String protocol, ByteBuf bytes) throws Exception {
        try (var client = new RawClient(broker.port())) {
            client.write(bytes);
            assertThatThrownBy(client::read)
                    .isInstanceOfAny(EOFException.class, SocketException.class);
        }
        assertThat(warning()).contains(protocol).contains("Iggy 0.8");
    }

    private String warning() throws InterruptedException {
        return String.valueOf(warnings.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
}
