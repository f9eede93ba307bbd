package lab.console;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lab.console.desk.PlayedDesk;
import lab.console.service.Played;
import lab.console.service.PlayedService;

/**
 * Shows the page with a market that is made up, to work on it without a pipeline.
 *
 * <p>Arguments: the port, and {@code empty} if nothing is to come in, {@code review} for a
 * commentary that may not be believed.
 */
final class Demo {
    private Demo() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("console-demo");
        List<String> wanted = List.of(arguments);
        var clock = Clock.systemUTC();
        Instant now = clock.instant();
        try (var desk = new PlayedDesk(now);
                var lancer = new PlayedService();
                var analyst = new PlayedService();
                var console =
                        new TestConsole(
                                folder,
                                Integer.parseInt(arguments[0]),
                                (pair, minutes) -> List.of(),
                                Optional.of(desk.uri()),
                                Optional.of(lancer.uri()),
                                Optional.of(analyst.uri()))) {
            for (String part : List.of("broker", "fluss", "flink", "poller", "console-reader")) {
                console.health.part(part).up();
            }
            desk.says("/api/positions", 200, PlayedDesk.sixPositions(now));
            lancer.says("/api/signals/BTC-USD", 200, Played.signal(now, "0.97"));
            String said =
                    wanted.contains("review")
                            ? Played.review(now, "It will rise to 70000 dollars.")
                            : Played.rules(now);
            analyst.says("/api/latest/BTC-USD", 200, said);
            play(console, clock, wanted.contains("empty"));
        }
    }

    private static void play(TestConsole console, Clock clock, boolean isEmpty)
            throws InterruptedException {
        var market = new MovingMarket(console.market(), 7);
        if (!isEmpty) {
            Instant now = clock.instant();
            market.past(now, Duration.ofHours(3), Duration.ofSeconds(5));
            List<String> layers = List.of("buy", "analyst", "sell", "lancer");
            for (int i = 0; i < 24; i++) {
                console.annotations.add(
                        "demo " + i,
                        now.minus(Duration.ofMinutes(3L + 5L * i)),
                        "BTC-USD",
                        layers.get(i % layers.size()),
                        "what is said here, number " + i);
            }
        }
        var stop = new CountDownLatch(1);
        while (!stop.await(150, TimeUnit.MILLISECONDS)) {
            if (!isEmpty) {
                market.step(clock.instant());
            }
        }
    }
}
