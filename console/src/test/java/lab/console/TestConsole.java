package lab.console;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import lab.console.PipelineStatus.Feed;
import lab.console.PipelineStatus.FeedKind;
import lab.console.PipelineStatus.Job;
import lab.console.PipelineStatus.Tier;
import lab.console.hot.HotConfig;
import lab.console.market.CandleHistory;
import lab.console.market.LiveMarket;
import lab.servicekit.Health;
import lab.servicekit.Metrics;
import lab.servicekit.http.HttpConfig;
import lab.servicekit.http.TokenFile;

/** A console without a pipeline: whoever has it feeds it, and says what its status is. */
final class TestConsole implements AutoCloseable {
    static final Feed SIMULATOR = new Feed("simulator", FeedKind.SIMULATED, Optional.empty());

    final InstantSource clock = Clock.systemUTC();
    final Health health = new Health(clock);
    final PrometheusMeterRegistry registry = Metrics.registry();
    final TokenFile token;
    final MemoryAnnotations annotations = new MemoryAnnotations();
    final AtomicReference<Feed> feed = new AtomicReference<>(SIMULATOR);
    private final Console console;

    TestConsole(Path folder, int port) {
        this(folder, port, (pair, minutes) -> List.of());
    }

    TestConsole(Path folder, int port, CandleHistory history) {
        this(folder, port, history, Optional.empty());
    }

    TestConsole(Path folder, int port, CandleHistory history, Optional<URI> desk) {
        this(folder, port, history, desk, Optional.empty(), Optional.empty());
    }

    TestConsole(
            Path folder,
            int port,
            CandleHistory history,
            Optional<URI> desk,
            Optional<URI> lancer,
            Optional<URI> analyst) {
        token = TokenFile.openOrCreate(folder.resolve("token"));
        var config =
                new ConsoleConfig(
                        HttpConfig.loopback(port),
                        new HotConfig(List.of("localhost:9123"), "crypto", Duration.ZERO),
                        false,
                        desk,
                        lancer,
                        analyst);
        console =
                new Console(
                        config,
                        new Console.Surroundings(
                                clock,
                                registry,
                                health,
                                token,
                                this::status,
                                history,
                                annotations,
                                new OneRun(),
                                List.of(router ->
                                        router.post(
                                                "/api/sql",
                                                (request, response) -> response.send("[]")))));
        console.start();
    }

    LiveMarket market() {
        return console.market();
    }

    String url(String path) {
        return console.uri() + path;
    }

    private PipelineStatus status() {
        Instant now = clock.instant();
        return new PipelineStatus(
                now.minusSeconds(754),
                feed.get(),
                health.snapshot(),
                List.of(
                        job("hot", 0, Optional.empty()),
                        job("warm", 0, Optional.of(now.minusSeconds(6))),
                        job("cold", 1_240, Optional.of(now.minusSeconds(31)))),
                List.of(
                        new Tier("hot", Optional.of(now), Optional.of(1_204_331L)),
                        new Tier("warm", Optional.of(now.minusSeconds(70)), Optional.of(8_120L)),
                        new Tier("cold", Optional.of(now.minusSeconds(40)), Optional.empty())),
                market().newestEventTime(),
                3,
                Optional.of(new PipelineStatus.Trades(12, 1)),
                Optional.of(clearing()),
                Optional.empty());
    }

    private static PipelineStatus.Clearing clearing() {
        var next =
                new PipelineStatus.Terms(
                        new BigDecimal("0.0006"),
                        Map.of("binance", new BigDecimal("0.001")),
                        new BigDecimal("0.0002"),
                        20_000,
                        Optional.of(Instant.parse("2026-12-24T12:00:00Z")),
                        Optional.empty());
        return new PipelineStatus.Clearing(
                Optional.of(9L),
                Optional.of(2L),
                Optional.of(4L),
                1,
                6,
                Map.of("NO_QUOTE", 2L),
                Optional.of(
                        new PipelineStatus.Terms(
                                new BigDecimal("0.001"),
                                Map.of(),
                                new BigDecimal("0.0005"),
                                30_000,
                                Optional.empty(),
                                Optional.of(next))),
                Optional.empty(),
                Optional.empty(),
                Optional.of(
                        new PipelineStatus.Waiting(
                                0,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())));
    }

    private static Job job(String name, long lag, Optional<Instant> checkpoint) {
        return new Job(name, "RUNNING", Optional.of(lag), checkpoint, Optional.empty(), List.of());
    }

    @Override
    public void close() {
        console.close();
    }
}
