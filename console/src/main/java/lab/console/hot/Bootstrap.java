package lab.console.hot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/**
 * Whether a server of Fluss can be reached at all.
 *
 * <p>The client answers a refused connection with a page of errors in the log, at every try: in a
 * lab whose Fluss still starts it is not asked.
 */
final class Bootstrap {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(1);

    private Bootstrap() {}

    /**
     * Returns if one of the servers takes connections.
     *
     * @throws HotTierException if none does
     */
    static void check(List<String> servers) {
        if (servers.stream().noneMatch(Bootstrap::answers)) {
            throw new HotTierException("no answer from %s".formatted(String.join(", ", servers)));
        }
    }

    private static boolean answers(String server) {
        URI uri = URI.create("fluss://" + server);
        try {
            for (InetAddress address : InetAddress.getAllByName(uri.getHost())) {
                if (answers(new InetSocketAddress(address, uri.getPort()))) {
                    return true;
                }
            }
        } catch (UnknownHostException e) {
            return false;
        }
        return false;
    }

    private static boolean answers(InetSocketAddress address) {
        try (var socket = new Socket()) {
            socket.connect(address, (int) CONNECT_MAX.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
