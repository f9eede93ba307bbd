package lab.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Tick;
import lab.poller.AheadLimit;
import lab.poller.feed.Speed;
import lab.servicekit.Health;
import lab.servicekit.Metrics;
import lab.servicekit.http.HttpConfig;
import lab.servicekit.http.HttpService;
import lab.servicekit.http.TokenFile;
import lab.topics.Bus;
import lab.topics.Partitioner;
import lab.topics.Topic;
import lab.topics.codec.TickCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a replay keeps its pace, and what it tells of itself. */
@Timeout(120)
class ReplayToldIT {
    private static final String STREAM = "replay";

    @TempDir private Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private ColdFixture cold;
    private TestBus bus;

    @BeforeEach
    void start() throws Exception {
        cold = new ColdFixture(folder.resolve("warehouse"));
        bus = TestBus.start(folder.resolve("bus"));
    }

    @AfterEach
    void stop() throws Exception {
        bus.close();
        cold.close();
    }

    private ReplayOptions options(Speed speed) {
        return ReplayOptions.of(
                        cold.warehouse(), ColdFixture.DATABASE, STREAM, folder.resolve("replay"))
                .withSpeed(speed);
    }

    private Replay open(ReplayOptions options) throws ReplayException {
        return Replay.open(options, bus.connection(), InstantSource.system(), registry);
    }

    @Test
    void a_second_of_the_market_takes_its_share_of_a_second() throws Exception {
        cold.market(21, 30, 10, 0);
        cold.commit(500, 1);
        long begun = System.nanoTime();
        try (Replay replay = open(options(new Speed.Times(25)))) {
            replay.start();
            assertThat(replay.awaitEnded(Duration.ofMinutes(1))).isTrue();
        }
        // The greeting of five seconds is not paced; what is behind it cannot be shown earlier
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isGreaterThan(Duration.ofMillis((30 - 1 - 6) * 1_000 / 25));
    }

    @Test
    void a_silence_of_the_market_says_until_when_and_does_not_hold_up_a_stop() throws Exception {
        cold.market(22, 10, 10, 0);
        var late = ColdFixture.BEGIN.plusSeconds(4_000);
        cold.heartbeat("BTC-USD", EventTime.toMicros(late) + 100_000, late, 1, false);
        cold.commit(500, 1);
        try (Replay replay = open(options(new Speed.Times(10)))) {
            replay.start();
            ReplayStatus status = replay.status();
            while (status.gap().isEmpty()) {
                Thread.onSpinWait();
                status = replay.status();
            }
            assertThat(status.gap().get())
                    .startsWith("nothing until %s, in 3".formatted(late))
                    .endsWith(" s");
            assertThat(status.ended()).isFalse();
            assertThat(status.left()).isPresent();
        }
        assertThat(bus.payloads(STREAM, Topic.HEARTBEATS, partitionOf("BTC-USD")))
                .noneMatch(it -> it.contains(late.toString()));
    }

    private static int partitionOf(String pair) {
        return Partitioner.partition(pair, Bus.PARTITIONS);
    }

    @Test
    void it_is_asked_held_and_let_go_over_rest_by_who_has_the_token() throws Exception {
        cold.market(23, 30, 10, 0);
        cold.commit(500, 1);
        TokenFile token = TokenFile.openOrCreate(folder.resolve("token"));
        Optional<String> word = Optional.of(token.value());
        try (Replay replay = open(options(Speed.MAX));
                HttpService service =
                        HttpService.named("test", HttpConfig.loopback(0))
                                .health(new Health(InstantSource.system()))
                                .metrics(Metrics.registry())
                                .token(token)
                                .routes(new ReplayRoutes(() -> replay))
                                .start();
                HttpClient client = HttpClient.newHttpClient()) {
            URI at = URI.create("http://127.0.0.1:%d/api/replay".formatted(service.port()));
            HttpRequest pause = post(at + "/pause", word);
            assertThat(status(client, post(at + "/pause", Optional.empty()))).isEqualTo(401);
            assertThat(replay.status().paused()).isFalse();
            assertThat(status(client, pause)).isEqualTo(204);
            replay.start();
            while (replay.status().published().getOrDefault(Topic.TERMS, 0L) == 0) {
                Thread.onSpinWait();
            }
            HttpResponse<String> told =
                    client.send(HttpRequest.newBuilder(at).build(), BodyHandlers.ofString());
            assertThat(told.statusCode()).isEqualTo(200);
            assertThat(told.body()).contains("\"paused\":true", "\"ended\":false");
            assertThat(status(client, post(at + "/resume", word))).isEqualTo(204);
            assertThat(replay.awaitEnded(Duration.ofMinutes(1))).isTrue();
        }
    }

    private static HttpRequest post(String uri, Optional<String> token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(uri)).POST(BodyPublishers.noBody());
        token.ifPresent(it -> request.header("Authorization", "Bearer " + it));
        return request.build();
    }

    private static int status(HttpClient client, HttpRequest request) throws Exception {
        return client.send(request, BodyHandlers.ofString()).statusCode();
    }

    @Test
    void its_metrics_say_what_the_bus_has_and_go_with_it() throws Exception {
        cold.market(24, 30, 10, 0);
        cold.commit(500, 1);
        long ticks = cold.all().stream().filter(it -> it.source() == Source.TICKS).count();
        try (Replay replay = open(options(Speed.MAX))) {
            replay.start();
            assertThat(replay.awaitEnded(Duration.ofMinutes(1))).isTrue();
            assertThat(value("lab_replay_messages_total", "topic", "prices"))
                    .isEqualTo((double) ticks);
            assertThat(value("lab_replay_span_share")).isEqualTo(1);
            assertThat(value("lab_replay_feed_ended")).isEqualTo(1);
            assertThat(value("lab_replay_feed_paused")).isZero();
            assertThat(value("lab_replay_backpressure_wait_seconds_total")).isZero();
            assertThat(value("lab_replay_newest_event_age_seconds")).isPositive();
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    private double value(String name, String... tags) {
        Meter meter = registry.get(name).tag("stream", STREAM).tags(tags).meter();
        return meter.measure().iterator().next().getValue();
    }

    @Test
    void a_position_of_a_newer_version_is_refused_with_what_helps() throws Exception {
        cold.market(25, 5, 10, 0);
        cold.commit(500, 1);
        open(options(Speed.MAX)).close();
        Path file = folder.resolve("replay").resolve("replay.json");
        Files.writeString(file, Files.readString(file).replace("\"format\" : 1", "\"format\" : 2"));
        assertThatThrownBy(() -> open(options(Speed.MAX)))
                .isInstanceOf(ReplayException.class)
                .hasMessage(
                        "replay position %s: must have a format from 1 to 1, has 2; start it with the version that wrote it, or --clean starts afresh",
                        file);
    }

    @Test
    void what_others_ordered_is_sent_once_though_the_position_is_lost() throws Exception {
        cold.market(26, 130, 10, 0);
        cold.commit(500, 1);
        ReplayOptions options = beside(Set.of("momentum"));
        List<List<String>> wanted = new ArrayList<>();
        for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
            int of = partition;
            wanted.add(
                    cold.all().stream()
                            .filter(it -> it.source() == Source.ORDERS && it.partition() == of)
                            .map(ColdFixture.Message::payload)
                            .filter(it -> it.contains("contrarian"))
                            .toList());
        }
        assertThat(wanted).anyMatch(it -> !it.isEmpty());
        for (int run = 0; run < 2; run++) {
            try (Replay replay = open(options)) {
                replay.start();
                assertThat(replay.awaitEnded(Duration.ofMinutes(1))).isTrue();
            }
            for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
                assertThat(bus.payloads(STREAM, Topic.ORDERS, partition))
                        .as("run %d", run)
                        .isEqualTo(wanted.get(partition));
            }
            Files.delete(folder.resolve("replay").resolve("replay.json"));
        }
    }

    @Test
    void a_replay_that_starts_again_and_again_runs_no_further_ahead_of_the_parts()
            throws Exception {
        for (int second = 0; second < 600; second++) {
            tick(ColdFixture.BEGIN.plusSeconds(second), second);
        }
        cold.commit(500, 1);
        ReplayOptions options =
                options(Speed.MAX)
                        .withAheadLimit(new AheadLimit(Set.of("desk"), Duration.ofSeconds(60)));
        for (int run = 0; run < 3; run++) {
            try (Replay replay = open(options)) {
                replay.start();
                while (replay.status().waitingFor().isEmpty()) {
                    assertThat(replay.status().failure()).isEmpty();
                    Thread.onSpinWait();
                }
            }
            assertThat(bus.payloads(STREAM, Topic.PRICES, partitionOf("BTC-USD")))
                    .as("no part has said anything; run %d", run)
                    .hasSizeBetween(60, 67);
        }
    }

    private void tick(Instant time, long sequence) {
        byte[] payload =
                TickCodec.encode(
                        new Tick(
                                new Pair("BTC-USD"),
                                sequence,
                                Price.of("100"),
                                Price.of("100"),
                                Price.of("101"),
                                BigDecimal.ONE,
                                time,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                "coinbase"));
        cold.add(
                Source.TICKS,
                "BTC-USD",
                EventTime.toMicros(time) + 100_000,
                time,
                Optional.of("BTC-USD"),
                0,
                false,
                new String(payload, StandardCharsets.UTF_8));
    }

    private ReplayOptions beside(Set<String> decided) {
        ReplayOptions all = options(Speed.MAX);
        return new ReplayOptions(
                all.warehouse(),
                all.database(),
                all.stream(),
                all.folder(),
                all.from(),
                all.to(),
                all.pairs(),
                all.asOf(),
                all.speed(),
                ReplayedOrders.OF_OTHERS,
                decided,
                AheadLimit.UNBOUNDED);
    }
}
