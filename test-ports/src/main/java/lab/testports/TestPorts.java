package lab.testports;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;

/**
 * Ports for servers that cannot bind port 0: those that come back on the port they had, those whose
 * port has to be known before they start, and those that are not there.
 *
 * <p>A port that the system gave and that was given back can be anybody's by the time it is bound:
 * the system gives it to other servers, and to connections that go out. So these lie below the
 * range it gives from (32768 upwards on Linux, 49152 elsewhere), and each is held by a lock on a
 * file until this JVM ends, so that two runs of the tests beside each other never take the same.
 */
public final class TestPorts {
    private static final int FIRST = 10_000;
    private static final int LAST = 32_000;
    private static final int TRIES_MAX = 1_000;
    private static final TestPorts OF_THIS_JVM =
            new TestPorts(
                    Path.of(
                            // Not java.io.tmpdir, which a build sets for each module
                            System.getenv().getOrDefault("TMPDIR", "/tmp"),
                            "tidemark-test-ports-" + System.getProperty("user.name")));

    private final Path folder;
    private final Map<Integer, FileChannel> held = new HashMap<>();

    /** As a JVM of its own would. */
    TestPorts(Path folder) {
        this.folder = folder;
    }

    /** A port that is this JVM's until it ends. */
    public static int one() {
        return OF_THIS_JVM.take(List::of).getFirst();
    }

    /**
     * The first of some ports that go together.
     *
     * @param together all that go with a first one, itself among them
     */
    public static int first(IntFunction<List<Integer>> together) {
        return OF_THIS_JVM.take(together).getFirst();
    }

    /** The ports that go with a first one, which is put before them. */
    synchronized List<Integer> take(IntFunction<List<Integer>> together) {
        for (int i = 0; i < TRIES_MAX; i++) {
            int first = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            List<Integer> ports = together.apply(first);
            if (holdAll(ports)) {
                List<Integer> taken = new ArrayList<>(List.of(first));
                taken.addAll(ports);
                return taken;
            }
        }
        throw new IllegalStateException(
                "ports: some must be free, none were in %d tries".formatted(TRIES_MAX));
    }

    private boolean holdAll(List<Integer> ports) {
        List<Integer> got = new ArrayList<>();
        for (int port : ports) {
            if (!hold(port)) {
                got.forEach(this::letGo);
                return false;
            }
            got.add(port);
        }
        return true;
    }

    /** Locked before it is looked at: whoever else has the lock may be about to bind it. */
    private boolean hold(int port) {
        if (port < FIRST || port >= LAST || held.containsKey(port)) {
            return false;
        }
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(
                            folder.resolve(port + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (isLocked(channel) && isFree(port)) {
                held.put(port, channel);
                return true;
            }
            channel.close();
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private void letGo(int port) {
        FileChannel channel = held.remove(port);
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("port %d: it must be let go".formatted(port), e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
