package lab.flink.connector.iggy.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import lab.testports.TestPorts;

/**
 * A way to a server that can be cut, closed, left hanging with the connections open, or cut between
 * a send and its acknowledgement.
 */
public final class TestProxy implements AutoCloseable {

    private final InetSocketAddress target;
    private final int port = TestPorts.one();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private ServerSocket listener;
    private final AtomicInteger answersToLose = new AtomicInteger();
    private final AtomicInteger answersLost = new AtomicInteger();
    private final AtomicInteger sendsToHold = new AtomicInteger();
    private final AtomicReference<CountDownLatch> release =
            new AtomicReference<>(new CountDownLatch(0));
    private boolean hanging;
    private boolean away;
    private volatile boolean closed;

    public TestProxy(TestServer server) {
        this.target = new InetSocketAddress(server.host(), server.port());
        try {
            this.listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        accept(listener);
    }

    public int port() {
        return port;
    }

    /** Ends all connections; new ones are let through. */
    public void cut() {
        sockets.removeIf(socket -> {
            closeQuietly(socket);
            return true;
        });
    }

    /**
     * Ends all connections and refuses new ones, as a server that is gone does; one that was being
     * made at that moment too.
     */
    public void goAway() throws IOException {
        setAway(true);
        listener.close();
        cut();
    }

    /** Undoes {@link #goAway}. */
    public void comeBack() throws IOException {
        listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        setAway(false);
        accept(listener);
    }

    private void setAway(boolean isAway) {
        lock.lock();
        try {
            away = isAway;
        } finally {
            lock.unlock();
        }
    }

    private boolean isAway() {
        lock.lock();
        try {
            return away;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing through any more, in neither direction, but keeps everything open. */
    public void hang(boolean hang) {
        lock.lock();
        try {
            hanging = hang;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * From now on, so many sends reach the server whole, and are taken in there, and then their
     * connection breaks before the answer comes through.
     */
    public void loseAnswersToSends(int count) {
        answersToLose.set(count);
    }

    /** The next send stays here until it is released, and with it its connection to the server. */
    public void holdNextSend() {
        release.set(new CountDownLatch(1));
        sendsToHold.set(1);
    }

    /** Whether there is one by now. */
    public boolean holdsSend() {
        return sendsToHold.get() == 0 && release.get().getCount() > 0;
    }

    /** Lets it go on to the server, though nobody may wait for the answer any more. */
    public void releaseSend() {
        release.get().countDown();
    }

    public int answersToLose() {
        return answersToLose.get();
    }

    public int answersLost() {
        return answersLost.get();
    }

    public int connections() {
        return sockets.size() / 2;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        hang(false);
        releaseSend();
        goAway();
    }

    private void accept(ServerSocket from) {
        Thread.ofVirtual()
                .start(() -> {
                    while (!from.isClosed()) {
                        try {
                            connect(from.accept());
                        } catch (IOException e) {
                            // closed, or the target refuses: the client will see it
                        }
                    }
                });
    }

    private void connect(Socket client) throws IOException {
        var server = new Socket();
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        try {
            server.connect(target);
        } catch (IOException e) {
            closeQuietly(client);
            throw e;
        }
        sockets.add(client);
        sockets.add(server);
        if (isAway()) {
            cut();
            return;
        }
        var losesAnswer = new AtomicBoolean();
        var requests = new RequestFrames();
        Thread.ofVirtual()
                .start(() ->
                        pump(
                                client,
                                server,
                                (bytes, length) -> {
                                    if (requests.beginsSend(bytes, length)) {
                                        losesAnswer.set(takeOne(answersToLose));
                                        if (takeOne(sendsToHold)) {
                                            release.get().await();
                                        }
                                    }
                                    return true;
                                }));
        Thread.ofVirtual()
                .start(() ->
                        pump(
                                server,
                                client,
                                (bytes, length) -> {
                                    if (losesAnswer.get()) {
                                        answersLost.incrementAndGet();
                                        return false;
                                    }
                                    return true;
                                }));
    }

    private static boolean takeOne(AtomicInteger left) {
        return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    /** Looks at what comes; says whether it may pass. */
    private interface Passage {
        boolean of(byte[] bytes, int length) throws InterruptedException;
    }

    /** Follows the frames of a connection's requests: length, command, payload. */
    private static final class RequestFrames {
        private static final int SEND = 101;
        private final byte[] header = new byte[8];
        private int headerBytes;
        private long left;

        boolean beginsSend(byte[] bytes, int length) {
            boolean send = false;
            int at = 0;
            while (at < length) {
                if (left > 0) {
                    int skipped = (int) Math.min(left, length - at);
                    left -= skipped;
                    at += skipped;
                    continue;
                }
                header[headerBytes++] = bytes[at++];
                if (headerBytes == header.length) {
                    var whole = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
                    left = Integer.toUnsignedLong(whole.getInt()) - Integer.BYTES;
                    send |= whole.getInt() == SEND;
                    headerBytes = 0;
                }
            }
            return send;
        }
    }

    private void pump(Socket from, Socket to, Passage passage) {
        var buffer = new byte[64 * 1024];
        try {
            int length = from.getInputStream().read(buffer);
            while (length >= 0 && passage.of(buffer, length)) {
                awaitPassage();
                to.getOutputStream().write(buffer, 0, length);
                length = from.getInputStream().read(buffer);
            }
        } catch (IOException | InterruptedException e) {
            // either end is gone
        }
        sockets.remove(from);
        sockets.remove(to);
        closeQuietly(from);
        closeQuietly(to);
    }

    private void awaitPassage() throws InterruptedException {
        lock.lock();
        try {
            while (hanging && !closed) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed
        }
    }
}
