package lab.poller;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import lab.servicekit.Config;
import lab.servicekit.ConfigException;
import lab.servicekit.ConfigSources;
import lab.servicekit.Health;
import lab.servicekit.HttpConfig;
import lab.servicekit.HttpService;
import lab.servicekit.Metrics;

/** A poller on its own, with its health and metrics over HTTP. */
public final class PollerMain {
    private PollerMain() {}

    static void main(String[] arguments) throws InterruptedException {
        Config config = readOrExit(arguments);
        var clock = InstantSource.system();
        var metrics = Metrics.registry();
        var health = new Health(clock);
        PollerConfig wanted = config.get(PollerSettings.class).config();
        claimOrExit(wanted, clock);
        var poller = new Poller(wanted, clock, metrics);
        health.check("poller", () -> reasonIfDown(poller.status()));
        Runtime.getRuntime().addShutdownHook(new Thread(poller::close, "poller-close"));
        try (HttpService http =
                HttpService.named("poller", config.get(HttpConfig.class))
                        .health(health)
                        .metrics(metrics)
                        .start()) {
            System.out.println("poller " + wanted.feed() + ", health at " + http.uri());
            poller.start();
            poller.awaitClosed();
        }
    }

    private static void claimOrExit(PollerConfig wanted, InstantSource clock) {
        try {
            Optional<HeldMarket> held = HeldMarket.read(wanted.feedFolder());
            if (held.isPresent() && !held.get().takes(wanted.feed())) {
                throw new IOException(
                        "feed folder %s: must be of the same market, is of %s"
                                .formatted(wanted.feedFolder(), held.get().kind()));
            }
            HeldMarket.note(wanted.feedFolder(), wanted.feed(), clock.instant());
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private static Config readOrExit(String[] arguments) {
        try {
            return Config.read(
                    new ConfigSources()
                            .propertiesFile(Path.of("poller.properties"))
                            .environment(System.getenv())
                            .arguments(List.of(arguments)),
                    new Config.Section<>("poller", PollerSettings.class),
                    new Config.Section<>("http", HttpConfig.class));
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            throw e;
        }
    }

    private static Optional<String> reasonIfDown(PollerStatus status) {
        return status.trouble()
                .or(() -> status.busConnected() ? Optional.empty() : Optional.of("no bus yet"));
    }
}
