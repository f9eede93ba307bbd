package lab.console;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import lab.console.market.AnnotationStore;
import lab.servicekit.Config;
import lab.servicekit.ConfigSources;
import lab.servicekit.Health;
import lab.servicekit.Metrics;
import lab.servicekit.TokenFile;

/** Runs the console by itself, beside a hot tier that runs elsewhere. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        var sources =
                new ConfigSources()
                        .propertiesFile(Path.of("console.properties"))
                        .environment(System.getenv())
                        .arguments(List.of(arguments));
        var config = Config.read(sources, new Config.Section<>("console", ConsoleConfig.class));
        var clock = Clock.systemUTC();
        var health = new Health(clock);
        var started = clock.instant();
        var surroundings =
                new Console.Surroundings(
                        clock,
                        Metrics.registry(),
                        health,
                        TokenFile.openOrCreate(Path.of("secrets", "token")),
                        () -> PipelineStatus.ofConsoleAlone(started, health),
                        (pair, minutes) -> List.of(),
                        AnnotationStore.NONE,
                        PastRuns.NONE,
                        List.of());
        var console = new Console(config.get(ConsoleConfig.class), surroundings);
        Runtime.getRuntime().addShutdownHook(new Thread(console::close, "console-shutdown"));
        console.start();
        new CountDownLatch(1).await();
    }
}
