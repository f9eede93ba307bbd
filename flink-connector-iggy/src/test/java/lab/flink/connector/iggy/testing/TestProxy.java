package lab.flink.connector.iggy.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import lab.testports.TestPorts;

/** A way to a server that can be cut, closed, or left hanging with the connections open. */
public final class TestProxy implements AutoCloseable {

    private final InetSocketAddress target;
    private final int port = TestPorts.one();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private ServerSocket listener;
    private boolean hanging;
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
        sockets.forEach(TestProxy::closeQuietly);
        sockets.clear();
    }

    /** Ends all connections and refuses new ones, as a server that is gone does. */
    public void goAway() throws IOException {
        listener.close();
        cut();
    }

    /** Undoes {@link #goAway}. */
    public void comeBack() throws IOException {
        listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        accept(listener);
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

    public int connections() {
        return sockets.size() / 2;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        hang(false);
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
        Thread.ofVirtual().start(() -> pump(client, server));
        Thread.ofVirtual().start(() -> pump(server, client));
    }

    private void pump(Socket from, Socket to) {
        var buffer = new byte[64 * 1024];
        try {
            int length = from.getInputStream().read(buffer);
            while (length >= 0) {
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
