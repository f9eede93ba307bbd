package lab.flink.connector.iggy.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import lab.flink.connector.iggy.testing.TestServer;
import lab.testports.TestPorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a topic exactly once while job, broker and connections break, topics are purged and get
 * partitions: nothing may be lost or doubled, but what the server lost, and that must be told.
 *
 * <p>Every kind of blow falls once. {@code -Diggy.chaos.length=PT10M} goes on for so long, and
 * {@code -Diggy.chaos.seed=N} deals the blows of another run; when they meet the job is chance.
 */
class ExactlyOnceChaosIT {

    private static final Logger log = LoggerFactory.getLogger(ExactlyOnceChaosIT.class);

    private final Duration length = Duration.parse(System.getProperty("iggy.chaos.length", "PT0S"));
    private final long seed = Long.getLong("iggy.chaos.seed", System.nanoTime());

    @Test
    void nothing_is_lost_or_doubled(@TempDir Path folder) throws Exception {
        log.info("chaos seed={} length={}", seed, length);
        var random = new Random(seed);
        boolean named = TestServer.isNamed();
        var server = named ? TestServer.shared() : TestServer.on(TestPorts.one());
        long end = System.nanoTime() + length.toNanos();
        var fallen = new ArrayList<Blow>();
        try (var chaos = new Chaos(random, server, folder, !named)) {
            do {
                deal(chaos, random, fallen);
                log.info("chaos blows={} {}", fallen.size(), chaos);
            } while (System.nanoTime() - end < 0);
        } catch (Throwable e) {
            int last = Math.max(0, fallen.size() - 12);
            throw new AssertionError(
                    "seed %d: after %d blows, the last of them %s: %s"
                            .formatted(
                                    seed,
                                    fallen.size(),
                                    fallen.subList(last, fallen.size()),
                                    e.getMessage()),
                    e);
        }
    }

    private static void deal(Chaos chaos, Random random, List<Blow> fallen) throws Exception {
        var deck = new ArrayList<>(List.of(Blow.values()));
        Collections.shuffle(deck, random);
        for (Blow blow : deck) {
            chaos.send();
            chaos.pause(150);
            fallen.add(blow);
            chaos.befall(blow);
            if (random.nextInt(4) == 0) {
                chaos.settle();
            }
        }
        chaos.settle();
    }
}
