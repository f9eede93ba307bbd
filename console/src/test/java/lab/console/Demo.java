package lab.console;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shows the page with a market that is made up, to work on it without a pipeline.
 *
 * <p>Arguments: the port, and {@code empty} if nothing is to come in.
 */
final class Demo {
    private Demo() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("console-demo");
        try (var console = new TestConsole(folder, Integer.parseInt(arguments[0]))) {
            for (String part : List.of("broker", "fluss", "flink", "poller", "console-reader")) {
                console.health.part(part).up();
            }
            var clock = Clock.systemUTC();
            var market = new MovingMarket(console.market(), 7);
            boolean isEmpty = List.of(arguments).contains("empty");
            if (!isEmpty) {
                market.past(clock.instant(), Duration.ofHours(3), Duration.ofSeconds(5));
            }
            var stop = new CountDownLatch(1);
            while (!stop.await(150, TimeUnit.MILLISECONDS)) {
                if (!isEmpty) {
                    market.step(clock.instant());
                }
            }
        }
    }
}
