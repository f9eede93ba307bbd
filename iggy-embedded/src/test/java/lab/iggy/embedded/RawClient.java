package lab.iggy.embedded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import lab.iggy.embedded.user.Credentials;
import lab.iggy.embedded.wire.Batches;

/** Speaks the protocol byte by byte, right or wrong. */
final class RawClient implements AutoCloseable {
    static final int PING = 1;
    static final int LOGIN = 38;
    static final int POLL = 100;
    static final int SEND = 101;
    static final int CREATE_STREAM = 202;
    static final int CREATE_TOPIC = 302;

    private static final int DEADLINE_MILLIS = 120_000;

    record Answer(int status, ByteBuf body) {}

    final Socket socket;
    private final DataInputStream in;

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(DEADLINE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    static RawClient loggedIn(EmbeddedBroker broker) throws IOException {
        var client = new RawClient(broker.port());
        client.login(broker.root());
        return client;
    }

    void login(Credentials root) throws IOException {
        int status = ask(LOGIN, loginPayload(root)).status();
        if (status != 0) {
            throw new IOException("login refused: " + status);
        }
    }

    static ByteBuf loginPayload(Credentials root) {
        return name(name(Unpooled.buffer(), root.username()), root.password()).writeLongLE(0);
    }

    /** A stream and a topic with these names, and so many partitions. */
    void makeTopic(String stream, String topic, int partitions) throws IOException {
        ask(CREATE_STREAM, name(Unpooled.buffer(), stream));
        var payload = identifier(Unpooled.buffer(), stream).writeIntLE(partitions).writeByte(1);
        var answer =
                ask(CREATE_TOPIC, name(payload.writeLongLE(0).writeLongLE(0).writeByte(0), topic));
        if (answer.status() != 0) {
            throw new IOException("topic refused: " + answer.status());
        }
    }

    static ByteBuf sendPayload(String stream, String topic, int partition, String... payloads) {
        var address =
                identifier(identifier(Unpooled.buffer(), stream), topic)
                        .writeByte(2)
                        .writeByte(4)
                        .writeIntLE(partition)
                        .writeIntLE(payloads.length);
        return Unpooled.buffer()
                .writeIntLE(address.readableBytes())
                .writeBytes(address)
                .writeBytes(Batches.indexes(payloads))
                .writeBytes(Batches.messages(payloads));
    }

    static ByteBuf pollPayload(String stream, String topic, int partition, long from, int count) {
        var payload = Unpooled.buffer().writeByte(1).writeByte(1).writeByte(4).writeIntLE(1);
        return identifier(identifier(payload, stream), topic)
                .writeByte(1)
                .writeIntLE(partition)
                .writeByte(1)
                .writeLongLE(from)
                .writeIntLE(count)
                .writeByte(0);
    }

    static ByteBuf name(ByteBuf out, String name) {
        var bytes = name.getBytes(StandardCharsets.UTF_8);
        return out.writeByte(bytes.length).writeBytes(bytes);
    }

    static ByteBuf identifier(ByteBuf out, String name) {
        return name(out.writeByte(2), name);
    }

    static ByteBuf frame(int code, ByteBuf payload) {
        return Unpooled.buffer()
                .writeIntLE(Integer.BYTES + payload.readableBytes())
                .writeIntLE(code)
                .writeBytes(payload);
    }

    Answer ask(int code, ByteBuf payload) throws IOException {
        write(frame(code, payload));
        return read();
    }

    Answer ping() throws IOException {
        return ask(PING, Unpooled.EMPTY_BUFFER);
    }

    void write(ByteBuf bytes) throws IOException {
        socket.getOutputStream().write(ByteBufUtil.getBytes(bytes));
    }

    Answer read() throws IOException {
        int status = Integer.reverseBytes(in.readInt());
        var body = new byte[Integer.reverseBytes(in.readInt())];
        in.readFully(body);
        return new Answer(status, Unpooled.wrappedBuffer(body));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
