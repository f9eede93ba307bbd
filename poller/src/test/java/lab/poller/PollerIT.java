package lab.poller;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import lab.poller.simulator.SimulatorFeed;
import lab.topics.Topic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PollerIT {
    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final long EVENTS = 20_000;

    @TempDir Path folder;
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private TestBus bus;

    @BeforeEach
    void startBus() throws Exception {
        bus = TestBus.start(folder.resolve("iggy"));
    }

    @AfterEach
    void stopBus() {
        bus.close();
    }

    @Test
    void a_simulated_market_comes_whole_onto_the_bus() throws Exception {
        RecordingSink expected = FeedRun.all(market());
        try (Poller poller = poller(simulator(EVENTS), FeedGate.OPEN)) {
            poller.start();
            assertThat(poller.awaitEnded(WAIT)).isTrue();
            PollerStatus status = poller.status();
            assertThat(status.simulated()).isTrue();
            assertThat(status.ended()).isTrue();
            assertThat(status.trades() + status.ticks()).isEqualTo(EVENTS);
            assertThat(status.published())
                    .containsEntry(Topic.TRADES, status.trades())
                    .containsEntry(Topic.PRICES, status.ticks())
                    .containsEntry(Topic.HEARTBEATS, status.heartbeats());
            assertThat(metrics.get("lab_poller_trades_total").functionCounter().count())
                    .isEqualTo((double) status.trades());
        }
        for (Topic topic : List.of(Topic.TRADES, Topic.PRICES, Topic.HEARTBEATS)) {
            assertThat(sorted(bus.read(topic))).isEqualTo(sent(expected, topic));
        }
    }

    @Test
    void a_feed_that_had_ended_says_so_again_and_nothing_else() throws Exception {
        for (int run = 0; run < 2; run++) {
            try (Poller poller = poller(simulator(2_000), FeedGate.OPEN)) {
                poller.start();
                assertThat(poller.awaitEnded(WAIT)).isTrue();
            }
        }
        assertThat(bus.read(Topic.TRADES).size() + bus.read(Topic.PRICES).size()).isEqualTo(2_000);
        assertThat(bus.read(Topic.HEARTBEATS).stream().filter(h -> h.contains("\"ended\":true")))
                .hasSize(12);
    }

    @Test
    void a_poller_that_is_stopped_and_started_misses_nothing_and_keeps_other_feeds_places()
            throws Exception {
        int runs = 0;
        boolean hasEnded = false;
        while (!hasEnded) {
            // The gate stops each run at another moment.
            Instant stop = Instant.parse("2025-01-01T00:00:00Z").plusSeconds(250L * ++runs);
            var reached = new CountDownLatch(1);
            FeedGate gate =
                    time -> {
                        if (time.isAfter(stop)) {
                            reached.countDown();
                            new CountDownLatch(1).await();
                        }
                    };
            try (Poller poller = poller(simulator(EVENTS), gate)) {
                poller.start();
                Eventually.isTrue(
                        "it has come to the gate or the end",
                        () -> reached.getCount() == 0 || poller.status().ended());
                hasEnded = poller.status().ended();
            }
            try (Poller other = poller(simulator(100 + runs), FeedGate.OPEN)) {
                other.start();
                assertThat(other.awaitEnded(WAIT)).isTrue();
            }
        }
        assertThat(runs).isGreaterThan(2);
        RecordingSink expected = FeedRun.all(market());
        assertThat(new TreeSet<>(bus.read(Topic.TRADES)))
                .containsAll(new TreeSet<>(sent(expected, Topic.TRADES)));
        try (Stream<Path> positions = Files.list(folder.resolve("feed"))) {
            assertThat(positions).hasSize(1 + runs);
        }
    }

    @Test
    void a_market_waits_while_the_bus_is_away() throws Exception {
        bus.stop();
        try (Poller poller = poller(simulator(EVENTS), FeedGate.OPEN)) {
            poller.start();
            assertThat(poller.awaitEnded(Duration.ofMillis(300))).isFalse();
            assertThat(poller.status().busConnected()).isFalse();
            bus.start();
            Eventually.isTrue("it has begun", () -> poller.status().trades() > 100);
            bus.stop();
            bus.start();
            assertThat(poller.awaitEnded(WAIT)).isTrue();
        }
        RecordingSink expected = FeedRun.all(market());
        assertThat(new TreeSet<>(bus.read(Topic.TRADES)))
                .isEqualTo(new TreeSet<>(sent(expected, Topic.TRADES)));
    }

    @Test
    void without_a_feed_the_topics_are_there_and_nothing_is_in_them() throws Exception {
        try (Poller poller = poller(new FeedChoice.None(), FeedGate.OPEN)) {
            poller.start();
            Eventually.isTrue("the bus is ready", () -> hasTopics());
            assertThat(poller.status().feed()).isEqualTo("none");
            assertThat(poller.status().trouble()).isEmpty();
        }
        assertThat(bus.read(Topic.PRICES)).isEmpty();
    }

    @Test
    void a_position_that_cannot_be_read_stops_the_feed_and_says_what_to_do() throws Exception {
        try (Poller poller = poller(simulator(10), FeedGate.OPEN)) {
            poller.start();
            assertThat(poller.awaitEnded(WAIT)).isTrue();
        }
        try (Stream<Path> positions = Files.list(folder.resolve("feed"))) {
            Files.writeString(positions.findFirst().orElseThrow(), "{\"feed\":");
        }
        try (Poller poller = poller(simulator(10), FeedGate.OPEN)) {
            poller.start();
            Eventually.isTrue("it says so", () -> poller.status().trouble().isPresent());
            assertThat(poller.status().trouble().orElseThrow())
                    .contains("must be JSON")
                    .contains("delete it to start the feed over");
        }
    }

    private boolean hasTopics() throws Exception {
        try (var offsets = new lab.topics.BusOffsets(bus.connection())) {
            return offsets.ends("crypto", Topic.HEARTBEATS).size() == 3;
        }
    }

    private Poller poller(FeedChoice feed, FeedGate gate) {
        PollerConfig config =
                PollerConfig.of(feed, folder.resolve("feed"), bus.connection())
                        .withSpeed(Speed.MAX);
        return new Poller(config, gate, InstantSource.system(), metrics);
    }

    private static FeedChoice simulator(long events) {
        return new FeedChoice.Simulator(OptionalLong.of(7), OptionalLong.of(events));
    }

    private static SimulatorFeed market() {
        return SimulatorFeed.open(
                PollerConfig.DEFAULT_PAIRS,
                OptionalLong.of(7),
                OptionalLong.of(EVENTS),
                Speed.MAX,
                InstantSource.system());
    }

    private static List<String> sent(RecordingSink sink, Topic topic) {
        String head = topic.topicName() + ' ';
        return sorted(
                sink.messages().stream()
                        .filter(message -> message.startsWith(head))
                        .map(message -> message.substring(message.indexOf('{')))
                        .toList());
    }

    private static List<String> sorted(List<String> messages) {
        return messages.stream().sorted().toList();
    }
}
