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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A server that says what a real one says in rare cases: that its log begins at an offset later
 * than 0, as after retention, that it is shorter than it was, or that it cannot read it. Answers
 * log-ins, topic look-ups and polls.
 */
public final class ScriptedServer implements AutoCloseable {

    private static final int GET_ME = 20;
    private static final int LOGIN = 38;
    private static final int POLL = 100;
    private static final int GET_TOPIC = 300;
    private static final int HEADER = 64;

    /** What a request is answered with. */
    public record Answer(int status, ByteBuffer body) {
        public static Answer of(int status, byte... body) {
            return new Answer(status, ByteBuffer.wrap(body));
        }
    }

    private final ServerSocket listener;
    private final int partitions;
    private final long first;
    private final int count;
    private final AtomicBoolean once = new AtomicBoolean();
    private final AtomicReference<@Nullable Answer> polled = new AtomicReference<>();

    /** One partition with messages {@code m<offset>} from the first offset on. */
    public ScriptedServer(long first, int count) {
        this(1, first, count);
    }

    /** The same messages in each partition. */
    public ScriptedServer(int partitions, long first, int count) {
        this.partitions = partitions;
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

    /** From now on every poll of the last partition is answered with this. */
    public void answerPolls(Answer answer) {
        polled.set(answer);
    }

    /** So is the next poll of the last partition, and no other. */
    public void answerNextPoll(Answer answer) {
        once.set(true);
        polled.set(answer);
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
                Answer answer = answer(command, ByteBuffer.wrap(request));
                out.writeInt(Integer.reverseBytes(answer.status()));
                out.writeInt(Integer.reverseBytes(answer.body().capacity()));
                out.write(answer.body().array());
            }
        } catch (IOException e) {
            // the client is gone
        }
    }

    private Answer answer(int command, ByteBuffer request) {
        request.order(ByteOrder.LITTLE_ENDIAN);
        return switch (command) {
            case LOGIN, GET_ME -> Answer.of(0, new byte[Integer.BYTES]);
            case GET_TOPIC -> Answer.of(0, topic());
            case POLL -> poll(request);
            default -> throw new IllegalStateException("scripted server: command " + command);
        };
    }

    private byte[] topic() {
        ByteBuffer body =
                ByteBuffer.allocate(51 + 1 + 40 * partitions).order(ByteOrder.LITTLE_ENDIAN);
        body.position(Integer.BYTES + Long.BYTES);
        body.putInt(partitions);
        body.position(50);
        body.put((byte) 1).put((byte) 't');
        for (int partition = 0; partition < partitions; partition++) {
            body.putInt(partition).putLong(1).putInt(1);
            body.putLong(first + count - 1).putLong(0).putLong(count);
        }
        return body.array();
    }

    /** Partition, strategy, its argument and the count stand in the last 18 bytes of a request. */
    private Answer poll(ByteBuffer request) {
        int partition = request.getInt(request.limit() - 18);
        Answer scripted = polled.get();
        if (scripted != null && partition == partitions - 1) {
            if (once.get()) {
                polled.set(null);
            }
            return scripted;
        }
        boolean byOffset = request.get(request.limit() - 14) == 1;
        long asked = byOffset ? request.getLong(request.limit() - 13) : 0;
        int wanted = request.getInt(request.limit() - 5);
        long from = Math.max(first, asked);
        int messages = Math.clamp(first + count - from, 0, wanted);
        ByteBuffer body =
                ByteBuffer.allocate(16 + messages * (HEADER + 20)).order(ByteOrder.LITTLE_ENDIAN);
        body.putInt(partition).putLong(first + count - 1).putInt(messages);
        for (long offset = from; offset < from + messages; offset++) {
            byte[] payload = ("m" + offset).getBytes(StandardCharsets.UTF_8);
            int at = body.position();
            body.putLong(at + 24, offset);
            body.putInt(at + 52, payload.length);
            body.position(at + HEADER).put(payload);
        }
        byte[] exact = new byte[body.position()];
        body.get(0, exact);
        return Answer.of(0, exact);
    }
}
