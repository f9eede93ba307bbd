package lab.benchmarks.reads;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lab.benchmarks.measure.Benchmark;
import lab.benchmarks.measure.Line;
import lab.benchmarks.measure.Size;
import lab.benchmarks.measure.Spread;
import lab.benchmarks.measure.Workspace;
import lab.benchmarks.pipeline.LabProcess;
import lab.benchmarks.pipeline.WatchedLab;
import lab.launcher.directory.Ports;

/** What the console answers from memory while the feed runs, at a fixed rate of requests. */
public final class ReadsBenchmark implements Benchmark {
    private static final String NAME = "reads";
    private static final String MILLIS = "ms";
    private static final int A_SECOND = 1000;
    private static final int SPEED = 10;
    private static final List<String> PAIRS =
            List.of("BTC-USD", "ETH-USD", "SOL-USD", "XRP-USD", "LINK-USD", "LTC-USD");
    private static final Duration UP_WITHIN = Duration.ofMinutes(3);
    private static final Duration DOWN_WITHIN = Duration.ofMinutes(1);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** Until the compilers have seen most of what a request needs. */
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String method(Size size) {
        return ("a lab by ./lab up with %d simulated pairs at %d times their speed, in a process of its"
                        + " own with all jobs and services; its console is asked %,d times a second"
                        + " over %d connections for %d s, after %d s to warm up: for all prices, then"
                        + " for the newest hour of candles of each pair in turn; a latency counts"
                        + " from when its request was due")
                .formatted(
                        PAIRS.size(),
                        SPEED,
                        A_SECOND,
                        PacedReads.CONNECTIONS,
                        size.latency().toSeconds(),
                        WARM_UP.toSeconds());
    }

    @Override
    public List<Line> run(Size size, Workspace workspace) throws Exception {
        Path folder = workspace.make(NAME);
        int offset = LabProcess.freeOffset();
        URI console = URI.create("http://127.0.0.1:%d".formatted(new Ports(offset).console()));
        Path said = folder.resolve("up.txt");
        Process lab =
                LabProcess.of(
                                "up",
                                "--data",
                                folder.resolve("data").toString(),
                                "--port-offset",
                                Integer.toString(offset),
                                "--feed",
                                "simulator",
                                "--seed",
                                "7",
                                "--speed",
                                Integer.toString(SPEED),
                                "--pairs",
                                String.join(",", PAIRS))
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            awaitUp(console, lab, said);
            return measure(console, size);
        } finally {
            lab.destroy();
            if (!lab.waitFor(DOWN_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                lab.destroyForcibly();
            }
            workspace.delete(folder);
        }
    }

    private List<Line> measure(URI console, Size size) throws Exception {
        var lines = new ArrayList<Line>();
        Map<String, List<URI>> reads =
                Map.of(
                        "prices", List.of(console.resolve("/api/prices")),
                        "candles", of(console, "/api/candles/"));
        for (String what : List.of("prices", "candles")) {
            List<URI> addresses = requireNonNull(reads.get(what));
            PacedReads.run(addresses, A_SECOND, WARM_UP);
            double before = published(console);
            long begun = System.nanoTime();
            PacedReads.Outcome outcome = PacedReads.run(addresses, A_SECOND, size.latency());
            double seconds = (System.nanoTime() - begun) / 1e9;
            add(what, outcome, (published(console) - before) / seconds, lines);
        }
        return lines;
    }

    private static List<URI> of(URI console, String path) {
        return PAIRS.stream().map(pair -> console.resolve(path + pair)).toList();
    }

    private static void add(
            String what, PacedReads.Outcome outcome, double events, List<Line> lines) {
        lines.add(line(what + ", p50", outcome.latencies().millis(0.50), MILLIS));
        lines.add(line(what + ", p95", outcome.latencies().millis(0.95), MILLIS).aimingAt("< 10"));
        lines.add(line(what + ", p99", outcome.latencies().millis(0.99), MILLIS).aimingAt("< 5"));
        lines.add(line(what + ", max", outcome.latencies().millis(1), MILLIS));
        lines.add(line(what + ", errors", (double) outcome.errors(), "requests").aimingAt("0"));
        lines.add(line(what + ", answered", outcome.aSecond(), "req/s"));
        lines.add(line(what + ", the feed meanwhile", events, "events/s"));
    }

    private static Line line(String what, double value, String unit) {
        return Line.of(NAME, what, Spread.of(value), unit);
    }

    /** Ticks and trades that the feed has brought so far. */
    private double published(URI console) throws IOException, InterruptedException {
        Map<String, Double> metrics = WatchedLab.metrics(get(console.resolve("/metrics")).body());
        return metrics.entrySet().stream()
                .filter(it -> it.getKey().matches("lab_poller_(ticks|trades)_total.*"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private void awaitUp(URI console, Process lab, Path said)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + UP_WITHIN.toNanos();
        while (!isUp(console)) {
            if (System.nanoTime() > deadline || !lab.isAlive()) {
                throw new IllegalStateException(
                        "lab: must be up within %s, said: %s"
                                .formatted(UP_WITHIN, Files.readString(said)));
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    private boolean isUp(URI console) throws InterruptedException {
        try {
            HttpResponse<String> prices = get(console.resolve("/api/prices"));
            return get(console.resolve("/api/health")).statusCode() == 200
                    && PAIRS.stream().allMatch(prices.body()::contains);
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
