package lab.flink.connector.iggy.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A server of one partition that says what a real one says in rare cases: here, that its log begins
 * at an offset later than 0, as after retention. Answers log-ins, topic look-ups and polls.
 */
public final class ScriptedServer implements AutoCloseable {

    private static final int GET_ME = 20;
    private static final int LOGIN = 38;
    private static final int POLL = 100;
    private static final int GET_TOPIC = 300;
    private static final int HEADER = 64;

    private final ServerSocket listener;
    private final long first;
    private final int count;

    /** Holds messages {@code m<offset>} from the first offset on. */
    public ScriptedServer(long first, int count) {
        this.first = first;
        this.count = count;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public TestServer address() {
        return new TestServer("127.0.0.1", listener.getLocalPort(), "iggy", "any-password");
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                var in = new DataInputStream(client.getInputStream());
                var out = new DataOutputStream(client.getOutputStream())) {
            while (true) {
                int length = Integer.reverseBytes(in.readInt());
                int command = Integer.reverseBytes(in.readInt());
                byte[] request = in.readNBytes(length - Integer.BYTES);
                byte[] body = answer(command, ByteBuffer.wrap(request));
                out.writeInt(0);
                out.writeInt(Integer.reverseBytes(body.length));
                out.write(body);
            }
        } catch (IOException e) {
            // the client is gone
        }
    }

    private byte[] answer(int command, ByteBuffer request) {
        request.order(ByteOrder.LITTLE_ENDIAN);
        return switch (command) {
            case LOGIN, GET_ME -> new byte[Integer.BYTES];
            case GET_TOPIC -> topic();
            case POLL -> poll(request);
            default -> throw new IllegalStateException("scripted server: command " + command);
        };
    }

    private byte[] topic() {
        ByteBuffer body = ByteBuffer.allocate(51 + 1 + 40).order(ByteOrder.LITTLE_ENDIAN);
        body.position(Integer.BYTES + Long.BYTES);
        body.putInt(1);
        body.position(50);
        body.put((byte) 1).put((byte) 't');
        body.putInt(0).putLong(1).putInt(1).putLong(first + count - 1).putLong(0).putLong(count);
        return body.array();
    }

    /** The strategy's argument and the count stand in the last 13 bytes of the request. */
    private byte[] poll(ByteBuffer request) {
        boolean byOffset = request.get(request.limit() - 14) == 1;
        long asked = byOffset ? request.getLong(request.limit() - 13) : 0;
        int wanted = request.getInt(request.limit() - 5);
        long from = Math.max(first, asked);
        int messages = Math.clamp(first + count - from, 0, wanted);
        ByteBuffer body =
                ByteBuffer.allocate(16 + messages * (HEADER + 20)).order(ByteOrder.LITTLE_ENDIAN);
        body.putInt(0).putLong(first + count - 1).putInt(messages);
        for (long offset = from; offset < from + messages; offset++) {
            byte[] payload = ("m" + offset).getBytes(StandardCharsets.UTF_8);
            int at = body.position();
            body.putLong(at + 24, offset);
            body.putInt(at + 52, payload.length);
            body.position(at + HEADER).put(payload);
        }
        byte[] exact = new byte[body.position()];
        body.get(0, exact);
        return exact;
    }
}
