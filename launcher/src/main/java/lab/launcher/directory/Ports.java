package lab.launcher.directory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** The ports of one lab, all on loopback: the public numbers plus an offset. */
public record Ports(int offset) {

    /** A port with the name of what listens there. */
    public record Named(String what, int number) {}

    public static final int OFFSET_MAX = 50_000;
    private static final int OF_STOPPED_FIRST = 11_000;
    private static final int OF_STOPPED_LAST = 23_000;
    private static final int TRIES_MAX = 100;

    public Ports {
        if (offset < 0 || offset > OFFSET_MAX) {
            throw new IllegalArgumentException(
                    "port offset: must be 0 to %d, was %d".formatted(OFFSET_MAX, offset));
        }
    }

    public int iggy() {
        return 8090 + offset;
    }

    public int console() {
        return 8080 + offset;
    }

    public int flinkRest() {
        return 8081 + offset;
    }

    public int fluss() {
        return 9123 + offset;
    }

    /** The port that is this one where there is no offset. */
    public int at(int port) {
        return port + offset;
    }

    public int zookeeper() {
        return 2181 + offset;
    }

    /** What all environments of a data directory share. */
    public List<Named> ofServers() {
        return List.of(
                new Named("Iggy broker", iggy()),
                new Named("Fluss", fluss()),
                new Named("ZooKeeper", zookeeper()));
    }

    /**
     * Ports for the servers of a lab that does not run, which nobody else has to find: whatever
     * listens on the lab's own is somebody else's. They lie below those that the system gives to
     * connections.
     */
    public static Ports anyFree() {
        for (int i = 0; i < TRIES_MAX; i++) {
            var ports =
                    new Ports(
                            ThreadLocalRandom.current().nextInt(OF_STOPPED_FIRST, OF_STOPPED_LAST));
            if (firstBusy(ports.ofServers()).isEmpty()) {
                return ports;
            }
        }
        throw new IllegalStateException(
                "ports: some must be free, none were in %d tries".formatted(TRIES_MAX));
    }

    /** The first of these ports that somebody else listens on. */
    public static Optional<Named> firstBusy(List<Named> ports) {
        return ports.stream().filter(port -> !isFree(port.number())).findFirst();
    }

    /** Free means that a server could be started there now. */
    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
