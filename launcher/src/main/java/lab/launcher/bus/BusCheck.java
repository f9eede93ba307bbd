package lab.launcher.bus;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import lab.launcher.directory.LabException;
import lab.servicekit.Health;
import lab.topics.BusConnection;

/**
 * Whether the broker still listens, for a service in a process of its own: one that has nothing to
 * send would not notice that its lab is gone.
 */
public final class BusCheck {
    private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(1);

    private BusCheck() {}

    public static void addTo(Health health, BusConnection bus) {
        health.check("bus", () -> trouble(bus));
    }

    private static Optional<String> trouble(BusConnection bus) {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(bus.host(), bus.port()),
                    (int) CONNECTS_WITHIN.toMillis());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(
                    "broker at %s:%d: it must answer, %s"
                            .formatted(bus.host(), bus.port(), LabException.reason(e)));
        }
    }
}
