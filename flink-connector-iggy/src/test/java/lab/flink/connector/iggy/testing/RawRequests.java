package lab.flink.connector.iggy.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Requests that the SDK cannot make, over a connection of their own. */
final class RawRequests {

    private static final int LOGIN = 38;
    private static final int FLUSH = 102;
    private static final int PURGE_TOPIC = 305;
    private static final byte NAMED = 2;

    private RawRequests() {}

    /** The server saves all that it has in memory of the topic, then removes its messages. */
    static void purge(TestServer server, String stream, String topic, int partitions) {
        try (var socket = new Socket(server.host(), server.port())) {
            ByteBuffer login = buffer();
            putShort(login, server.username());
            putShort(login, server.password());
            login.putInt(0).putInt(0); // version and context
            ask(socket, LOGIN, login);
            for (int partition = 0; partition < partitions; partition++) {
                ask(socket, FLUSH, of(stream, topic).putInt(partition).put((byte) 1));
            }
            ask(socket, PURGE_TOPIC, of(stream, topic));
        } catch (IOException e) {
            throw new AssertionError("test server: purge failed", e);
        }
    }

    private static ByteBuffer of(String stream, String topic) {
        ByteBuffer place = buffer();
        putShort(place.put(NAMED), stream);
        putShort(place.put(NAMED), topic);
        return place;
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocate(1_024).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void putShort(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.put((byte) bytes.length).put(bytes);
    }

    private static void ask(Socket socket, int command, ByteBuffer payload) throws IOException {
        payload.flip();
        ByteBuffer frame = buffer();
        frame.putInt(Integer.BYTES + payload.remaining()).putInt(command).put(payload).flip();
        OutputStream out = socket.getOutputStream();
        byte[] bytes = new byte[frame.limit()];
        frame.get(bytes);
        out.write(bytes);
        out.flush();
        var in = new DataInputStream(socket.getInputStream());
        int status = in.readInt();
        in.readNBytes(Integer.reverseBytes(in.readInt()));
        if (status != 0) {
            throw new IOException(
                    "command %d: status %d".formatted(command, Integer.reverseBytes(status)));
        }
    }
}
