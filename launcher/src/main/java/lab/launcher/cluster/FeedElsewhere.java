package lab.launcher.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import lab.console.PipelineStatus;
import lab.launcher.directory.LabException;
import lab.launcher.market.LabFeed;
import lab.servicekit.Worker;
import lab.servicekit.http.Json;

/** The feed of the poller's process, as it says of itself; asked each second. */
final class FeedElsewhere implements LabFeed {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(2);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(ANSWERS_WITHIN)
                    .build();

    private final HttpRequest request;
    private final Worker worker;
    private volatile FeedSaid last = FeedSaid.silent("it was not asked yet");

    FeedElsewhere(int port) {
        this.request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:%d%s".formatted(port, FeedSaid.PATH)))
                        .timeout(ANSWERS_WITHIN)
                        .build();
        this.worker = new Worker("feed-elsewhere", BETWEEN_LOOKS, this::look);
    }

    void start() {
        worker.start();
    }

    private Duration look() throws InterruptedException {
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            last =
                    response.statusCode() == 200
                            ? Json.mapper().readValue(response.body(), FeedSaid.class)
                            : FeedSaid.silent("the poller answered " + response.statusCode());
        } catch (IOException e) {
            last = FeedSaid.silent("the poller does not answer, " + LabException.reason(e));
        }
        return BETWEEN_LOOKS;
    }

    @Override
    public PipelineStatus.Feed shown() {
        return last.shown();
    }

    @Override
    public PipelineStatus.Feed begun() {
        return shown();
    }

    @Override
    public boolean isEnded() {
        return last.ended();
    }

    @Override
    public Optional<String> failure() {
        return last.failure();
    }

    @Override
    public Optional<String> waitingFor() {
        return last.waitingFor();
    }

    @Override
    public Optional<String> incomplete() {
        return last.incomplete();
    }

    @Override
    public long conflicting() {
        return last.conflicting();
    }

    @Override
    public Optional<Instant> newestEventTime() {
        return last.newestEventTime();
    }

    @Override
    public Optional<String> trouble() {
        return last.failure().or(last::trouble);
    }

    @Override
    public void close() {
        worker.closeNow(BETWEEN_LOOKS);
        http.shutdownNow();
    }
}
