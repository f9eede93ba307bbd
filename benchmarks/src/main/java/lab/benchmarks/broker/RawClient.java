package lab.benchmarks.broker;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * The protocol's frames over a plain socket, made once and sent again and again: as little client
 * as there can be, so that the broker is what is measured.
 */
final class RawClient implements Client {
    static final Kind KIND =
            new Kind() {
                @Override
                public String label() {
                    return "raw";
                }

                @Override
                public Client open(Server server, Place place, int batchMessages)
                        throws IOException {
                    return new RawClient(server, place, batchMessages);
                }
            };

    private static final int LOGIN = 38;
    private static final int POLL = 100;
    private static final int SEND = 101;
    private static final int HEADER_BYTES = 64;
    private static final int INDEX_BYTES = 16;
    private static final int PAYLOAD_LENGTH_AT = 52;
    private static final int NAMES_BYTES = 600;
    private static final int ANSWER_HEAD_BYTES = 8;
    private static final int COUNT_AT = 12;
    private static final byte BY_NAME = 2;
    private static final byte BY_PARTITION = 2;
    private static final int ANSWER_BYTES = 4 << 20;

    private final SocketChannel socket;
    private final ByteBuffer send;
    private final ByteBuffer poll;
    private final int pollOffsetAt;
    private final ByteBuffer answer =
            ByteBuffer.allocateDirect(ANSWER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private RawClient(Server server, Place place, int batchMessages) throws IOException {
        socket = SocketChannel.open(new InetSocketAddress(server.host(), server.port()));
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        send = sendFrame(place, batchMessages);
        poll = frame(NAMES_BYTES, POLL);
        poll.put((byte) 1).put((byte) 1).put((byte) 4).putInt(0); // a plain consumer, number 0
        put(poll, place);
        poll.put((byte) 1).putInt(place.partition()).put((byte) 1);
        pollOffsetAt = poll.position();
        poll.putLong(0).putInt(batchMessages).put((byte) 0);
        end(poll);
        logIn(server);
    }

    private void logIn(Server server) throws IOException {
        ByteBuffer login = frame(NAMES_BYTES, LOGIN);
        putShort(login, server.user());
        putShort(login, server.password());
        login.putInt(0).putInt(0);
        end(login);
        ask(login);
    }

    private static ByteBuffer sendFrame(Place place, int messages) {
        int payload = BrokerBenchmark.PAYLOAD_BYTES;
        int message = HEADER_BYTES + payload;
        ByteBuffer frame = frame(NAMES_BYTES + messages * (INDEX_BYTES + message), SEND);
        int metadataAt = frame.position();
        frame.putInt(0);
        put(frame, place);
        frame.put(BY_PARTITION).put((byte) 4).putInt(place.partition()).putInt(messages);
        frame.putInt(metadataAt, frame.position() - metadataAt - 4);
        for (int i = 1; i <= messages; i++) {
            frame.putInt(0).putInt(i * message).putLong(0);
        }
        for (int i = 0; i < messages; i++) {
            frame.putInt(frame.position() + PAYLOAD_LENGTH_AT, payload);
            frame.position(frame.position() + message);
        }
        end(frame);
        return frame;
    }

    private static ByteBuffer frame(int bytesMax, int code) {
        ByteBuffer frame = ByteBuffer.allocateDirect(bytesMax).order(ByteOrder.LITTLE_ENDIAN);
        return frame.putInt(0).putInt(code);
    }

    private static void end(ByteBuffer frame) {
        frame.putInt(0, frame.position() - 4).flip();
    }

    private static void put(ByteBuffer frame, Place place) {
        frame.put(BY_NAME);
        putShort(frame, place.stream());
        frame.put(BY_NAME);
        putShort(frame, place.topic());
    }

    private static void putShort(ByteBuffer frame, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        frame.put((byte) bytes.length).put(bytes);
    }

    @Override
    public void send() throws IOException {
        ask(send);
    }

    @Override
    public int poll(long offset) throws IOException {
        poll.putLong(pollOffsetAt, offset);
        ask(poll);
        return answer.getInt(ANSWER_HEAD_BYTES + COUNT_AT);
    }

    /** Sends a frame and reads all of the answer. */
    private void ask(ByteBuffer frame) throws IOException {
        frame.rewind();
        while (frame.hasRemaining()) {
            socket.write(frame);
        }
        answer.clear();
        readUpTo(ANSWER_HEAD_BYTES);
        int status = answer.getInt(0);
        if (status != 0) {
            throw new IOException("broker: must take a request, answered with code " + status);
        }
        readUpTo(ANSWER_HEAD_BYTES + answer.getInt(4));
    }

    private void readUpTo(int bytes) throws IOException {
        while (answer.position() < bytes) {
            if (socket.read(answer) < 0) {
                throw new EOFException("broker: must answer, closed the connection");
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
