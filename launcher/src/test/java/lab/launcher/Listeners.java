package lab.launcher;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** On which addresses a process and those that it started listen, as Linux tells it. */
final class Listeners {
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    private static final String LISTENS = "0A";
    private static final int ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private Listeners() {}

    /** An open door. */
    record Listener(InetAddress address, int port) {
        boolean isLoopback() {
            return address.isLoopbackAddress();
        }

        @Override
        public String toString() {
            return address.getHostAddress() + ":" + port;
        }
    }

    /** Whether this machine says who listens. */
    static boolean canTell() {
        return Files.exists(Path.of("/proc/self/net/tcp"));
    }

    static List<Listener> of(long pid) throws IOException {
        Set<String> sockets = new HashSet<>(socketsOf(pid));
        for (ProcessHandle child :
                ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants).toList()) {
            sockets.addAll(socketsOf(child.pid()));
        }
        List<Listener> listeners = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            Path file = Path.of("/proc", Long.toString(pid), "net", table);
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    String[] cells = line.strip().split("\\s+", -1);
                    if (cells.length > INODE
                            && cells[STATE].equals(LISTENS)
                            && sockets.contains(cells[INODE])) {
                        listeners.add(listener(cells[ADDRESS]));
                    }
                }
            }
        }
        return listeners;
    }

    private static Set<String> socketsOf(long pid) throws IOException {
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path file : files.toList()) {
                Matcher socket = SOCKET.matcher(target(file));
                if (socket.matches()) {
                    sockets.add(socket.group(1));
                }
            }
        } catch (NoSuchFileException e) {
            return Set.of(); // a process that has ended meanwhile listens nowhere
        }
        return sockets;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed in the meantime
        }
    }

    /** The address is told in words of 32 bits, each with its lowest byte first. */
    private static Listener listener(String text) throws IOException {
        String[] parts = text.split(":", 2);
        byte[] told = new byte[parts[0].length() / 2];
        byte[] number = new BigInteger(parts[0], 16).toByteArray();
        for (int i = 0; i < Math.min(number.length, told.length); i++) {
            told[told.length - 1 - i] = number[number.length - 1 - i];
        }
        byte[] address = new byte[told.length];
        for (int i = 0; i < told.length; i++) {
            address[i] = told[i / 4 * 4 + 3 - i % 4];
        }
        return new Listener(InetAddress.getByAddress(address), Integer.parseInt(parts[1], 16));
    }
}
