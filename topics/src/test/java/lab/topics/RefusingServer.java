package lab.topics;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that lets anybody in, and answers sends by the given codes, then by success. */
final class RefusingServer implements AutoCloseable {
    private static final int LOGIN = 38;
    private static final int SEND = 101;

    private final ServerSocket listener;
    private final Queue<Integer> codes;
    private final AtomicInteger sends = new AtomicInteger();

    RefusingServer(List<Integer> codes) throws IOException {
        this.codes = new ArrayDeque<>(codes);
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    BusConnection connection() {
        return new BusConnection("127.0.0.1", listener.getLocalPort(), "iggy", "any-password")
                .withDeadlines(Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    int sends() {
        return sends.get();
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
                in.skipNBytes(length - Integer.BYTES);
                byte[] body = new byte[command == LOGIN ? Integer.BYTES : 0];
                int status = command == SEND ? nextCode() : 0;
                out.writeInt(Integer.reverseBytes(status));
                out.writeInt(Integer.reverseBytes(body.length));
                out.write(body);
            }
        } catch (IOException e) {
            // the client is gone
        }
    }

    private synchronized int nextCode() {
        sends.incrementAndGet();
        Integer code = codes.poll();
        return code == null ? 0 : code;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
