package lab.replay;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import lab.poller.feed.Speed;

/** A replay in a process of its own, which can be killed. */
public final class ReplayProcess {
    private ReplayProcess() {}

    /** Warehouse, stream, folder, port of the bus, speed. */
    public static void main(String[] args) throws Exception {
        ReplayOptions options =
                ReplayOptions.of(Path.of(args[0]), ColdFixture.DATABASE, args[1], Path.of(args[2]))
                        .withOrders(ReplayedOrders.RECORDED)
                        .withSpeed(Speed.parse(args[4]));
        try (Replay replay =
                Replay.open(
                        options,
                        TestBus.connection(Integer.parseInt(args[3])),
                        InstantSource.system(),
                        new SimpleMeterRegistry())) {
            replay.start();
            while (!replay.awaitEnded(Duration.ofMillis(100))) {
                if (replay.status().failure().isPresent()) {
                    System.err.println(replay.status().failure().get());
                    System.exit(1);
                }
            }
        }
    }
}
