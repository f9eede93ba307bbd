package lab.benchmarks.pipeline;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A command of the lab in a process of its own, and what its metrics say until it has ended. */
public final class WatchedLab {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(30);
    private static final int TOLD_LINES = 5;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Sample> samples = new ArrayList<>();

    /**
     * What was seen at one moment.
     *
     * @param cpu what the process has used of it
     * @param metrics by name and labels, as the page of metrics writes them
     */
    record Sample(long nanos, Duration cpu, Map<String, Double> metrics) {
        double sum(String name) {
            return metrics.entrySet().stream()
                    .filter(it -> it.getKey().equals(name) || it.getKey().startsWith(name + "{"))
                    .mapToDouble(Map.Entry::getValue)
                    .sum();
        }
    }

    /**
     * Runs one to its end.
     *
     * @param metricsPort where its desk answers
     * @return what was seen of it, in order; at least one moment in which its desk had decided
     */
    static List<Sample> run(Path folder, int metricsPort, String... arguments)
            throws IOException, InterruptedException {
        return new WatchedLab().watch(folder, metricsPort, arguments);
    }

    private List<Sample> watch(Path folder, int metricsPort, String... arguments)
            throws IOException, InterruptedException {
        Path said = folder.resolve(arguments[0] + ".txt");
        Process process =
                LabProcess.of(arguments)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            long deadline = System.nanoTime() + ENDS_WITHIN.toNanos();
            while (!process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "%s: must end within %s".formatted(arguments[0], ENDS_WITHIN));
                }
                look(process, metricsPort);
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            List<String> lines = Files.readAllLines(said);
            throw new IllegalStateException(
                    "%s: must end with 0, ended with %d and said: %s"
                            .formatted(
                                    arguments[0],
                                    process.exitValue(),
                                    lines.subList(
                                            Math.max(0, lines.size() - TOLD_LINES), lines.size())));
        }
        return samples;
    }

    private void look(Process process, int port) throws InterruptedException {
        Optional<Duration> cpu = process.info().totalCpuDuration();
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metrics".formatted(port)))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200 && cpu.isPresent()) {
                samples.add(new Sample(System.nanoTime(), cpu.get(), metrics(answer.body())));
            }
        } catch (IOException e) {
            // Not there yet, or not any more
        }
    }

    /** What a page of metrics says of the lab. */
    public static Map<String, Double> metrics(String page) {
        Map<String, Double> metrics = new HashMap<>();
        page.lines()
                .filter(line -> line.startsWith("lab_"))
                .forEach(line -> {
                    int end = line.lastIndexOf(' ');
                    metrics.put(line.substring(0, end), Double.parseDouble(line.substring(end)));
                });
        return metrics;
    }
}
