package lab.iggy.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import lab.iggy.embedded.user.Credentials;

/**
 * Runs a broker alone: {@code StandaloneBroker DATA_DIRECTORY [PORT]}. {@code IGGY_ROOT_USERNAME}
 * and {@code IGGY_ROOT_PASSWORD} set who may log in, {@code IGGY_SYSTEM_PARTITION_ENFORCE_FSYNC}
 * whether every batch is forced to the disk. Prints one line when it listens, and runs until it is
 * told to end.
 */
public final class StandaloneBroker {
    private StandaloneBroker() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var broker = onSystemClock(config(arguments, System.getenv()));
        broker.start();
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "iggy-close"));
        System.out.println("listening on " + broker.port());
        new CountDownLatch(1).await();
    }

    /** A broker, not started yet, by the machine's clock, whose jumps remove nothing. */
    public static EmbeddedBroker onSystemClock(BrokerConfig config) {
        InstantSource clock = InstantSource.system();
        return new EmbeddedBroker(config, clock, new DoubtedClock(clock));
    }

    static BrokerConfig config(String[] arguments, Map<String, String> environment) {
        if (arguments.length < 1 || arguments.length > 2) {
            throw new IllegalArgumentException("usage: StandaloneBroker DATA_DIRECTORY [PORT]");
        }
        var config = BrokerConfig.in(Path.of(arguments[0]));
        if (arguments.length == 2) {
            config = config.withPort(Integer.parseInt(arguments[1]));
        }
        var root = root(environment);
        if (root.isPresent()) {
            config = config.withRoot(root.get());
        }
        return config.withEnforceFsync(
                Boolean.parseBoolean(environment.get("IGGY_SYSTEM_PARTITION_ENFORCE_FSYNC")));
    }

    private static Optional<Credentials> root(Map<String, String> environment) {
        var username = Optional.ofNullable(environment.get("IGGY_ROOT_USERNAME"));
        var password = Optional.ofNullable(environment.get("IGGY_ROOT_PASSWORD"));
        if (username.isPresent() != password.isPresent()) {
            throw new IllegalArgumentException(
                    "IGGY_ROOT_USERNAME, IGGY_ROOT_PASSWORD: must both be set, or neither");
        }
        return username.map(name -> new Credentials(name, password.orElseThrow()));
    }
}
