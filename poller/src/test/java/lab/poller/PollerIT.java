package lab.poller;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import lab.domain.Pair;
import lab.domain.progress.Progress;
import lab.poller.exchange.Exchanges;
import lab.poller.exchange.FeedChoice;
import lab.poller.feed.Speed;
import lab.poller.simulator.SimulatorFeed;
import lab.testports.UnreliableProxy;
import lab.topics.Bus;
import lab.topics.BusConnection;
import lab.topics.Topic;
import lab.topics.codec.ProgressCodec;
import lab.topics.codec.TradeCodec;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PollerIT {
    private static final Duration WAIT = Duration.ofMinutes(3);
    private static final long EVENTS = 20_000;
    private static final Pair OTHER = new Pair("OTHER-USD");
    private static final Instant BEGIN = Instant.parse("2025-01-01T00:00:00Z");
    private static final AheadLimit BEHIND =
            new AheadLimit(Set.of("desk"), Duration.ofSeconds(250));

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
        try (Poller poller = poller(simulator(EVENTS))) {
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
            try (Poller poller = poller(simulator(2_000))) {
                poller.start();
                assertThat(poller.awaitEnded(WAIT)).isTrue();
            }
        }
        assertThat(bus.read(Topic.TRADES).size() + bus.read(Topic.PRICES).size()).isEqualTo(2_000);
        assertThat(bus.read(Topic.HEARTBEATS).stream().filter(h -> h.contains("\"ended\":true")))
                .hasSize(12);
    }

    @Test
    void a_market_that_ended_goes_on_when_more_events_are_asked_for() throws Exception {
        for (long events : List.of(2_000L, 1_500L, 5_000L)) {
            try (Poller poller = poller(simulator(events))) {
                poller.start();
                assertThat(poller.awaitEnded(WAIT)).isTrue();
            }
        }
        List<String> expected = sent(FeedRun.all(market(5_000)), Topic.TRADES);
        assertThat(sorted(bus.read(Topic.TRADES))).isEqualTo(expected);
    }

    @Test
    void a_poller_that_is_stopped_and_started_misses_nothing_and_keeps_other_feeds_places()
            throws Exception {
        int runs = 0;
        boolean hasEnded = false;
        while (!hasEnded) {
            // A part that comes no further stops each run at another moment.
            if (runs > 0) {
                say(new Progress("desk", BEGIN.plus(BEHIND.max().multipliedBy(runs)), false));
            }
            runs++;
            try (Poller poller = poller(config(simulator(EVENTS)).withAheadLimit(BEHIND))) {
                poller.start();
                Eventually.isTrue(
                        "it is held back or has ended",
                        () -> isGateClosed() || poller.status().ended());
                hasEnded = poller.status().ended();
            }
            try (Poller other =
                    poller(config(simulator(8, 100 + runs)).withPairs(List.of(OTHER)))) {
                other.start();
                assertThat(other.awaitEnded(WAIT)).isTrue();
            }
        }
        assertThat(runs).isGreaterThan(2);
        RecordingSink expected = FeedRun.all(market());
        assertThat(sorted(bus.read(Topic.TRADES)).stream().filter(t -> !t.contains(OTHER.name())))
                .as("a feed that is stopped while it is held back repeats nothing")
                .containsExactlyElementsOf(sent(expected, Topic.TRADES));
        try (Stream<Path> positions = Files.list(folder.resolve("feed"))) {
            assertThat(positions).as("one for each market").hasSize(2);
        }
    }

    @Test
    void a_poller_that_is_stopped_while_the_bus_is_slow_repeats_nothing() throws Exception {
        try (var network = new UnreliableProxy(bus.port())) {
            BusConnection slow =
                    new BusConnection(
                            "127.0.0.1",
                            network.port(),
                            bus.connection().username(),
                            bus.connection().password());
            try (Poller poller =
                    poller(
                            PollerConfig.of(simulator(EVENTS), folder.resolve("feed"), slow)
                                    .withSpeed(Speed.MAX))) {
                poller.start();
                Eventually.isTrue("some are there", () -> !bus.read(Topic.TRADES).isEmpty());
                network.freeze();
                Thread.ofVirtual()
                        .start(() -> {
                            LockSupport.parkNanos(Duration.ofMillis(2_500).toNanos());
                            network.goOn();
                        });
            }
        }
        try (Poller poller = poller(simulator(EVENTS))) {
            poller.start();
            assertThat(poller.awaitEnded(WAIT)).isTrue();
        }
        assertThat(sorted(bus.read(Topic.TRADES)))
                .isEqualTo(sent(FeedRun.all(market()), Topic.TRADES));
    }

    @Test
    void a_market_that_starts_again_and_again_gets_no_further_ahead_of_a_part() throws Exception {
        for (int run = 0; run < 3; run++) {
            try (Poller poller = poller(config(simulator(EVENTS)).withAheadLimit(BEHIND))) {
                poller.start();
                Eventually.isTrue("it waits", this::isGateClosed);
            }
            assertThat(newestTrade())
                    .as("run %d", run)
                    .isBetween(BEGIN, BEGIN.plus(BEHIND.max()).plusSeconds(2));
        }
    }

    private void say(Progress progress) throws Exception {
        try (var parts =
                new BusProducer(bus.connection(), Bus.LIVE_STREAM, ProducerConfig.DEFAULT)) {
            say(parts, progress);
        }
    }

    @Test
    void a_market_waits_for_the_slowest_part_and_says_for_which() throws Exception {
        Instant begin = Instant.parse("2025-01-01T00:00:00Z");
        var aheadLimit = new AheadLimit(Set.of("clearing", "desk"), Duration.ofSeconds(60));
        try (Poller poller = poller(config(simulator(EVENTS)).withAheadLimit(aheadLimit));
                var parts =
                        new BusProducer(
                                bus.connection(), Bus.LIVE_STREAM, ProducerConfig.DEFAULT)) {
            poller.start();
            Eventually.isTrue("it waits", this::isGateClosed);
            say(parts, new Progress("desk", begin.plusSeconds(100_000), false));
            Eventually.isTrue(
                    "it says so",
                    () -> poller.status().waitingFor().equals(Optional.of("clearing")));
            assertThat(newestTrade()).isBetween(begin.plusSeconds(50), begin.plusSeconds(61));
            assertThat(poller.status().trouble()).as("to wait is no trouble").isEmpty();

            say(parts, new Progress("clearing", begin.plusSeconds(200), false));
            Eventually.isTrue("it goes on", () -> newestTrade().isAfter(begin.plusSeconds(250)));
            Eventually.isTrue("and waits again", this::isGateClosed);
            assertThat(newestTrade()).isBefore(begin.plusSeconds(261));

            say(parts, new Progress("clearing", begin.plusSeconds(200), true));
            assertThat(poller.awaitEnded(WAIT)).isTrue();
            assertThat(
                            metrics.get("lab_poller_backpressure_wait_seconds_total")
                                    .functionCounter()
                                    .count())
                    .isGreaterThan(1);
        }
        try (Poller again = poller(config(simulator(8, EVENTS)).withAheadLimit(aheadLimit))) {
            again.start();
            Eventually.isTrue(
                    "the end of an earlier market is not the end of this one", this::isGateClosed);
            assertThat(again.status().newestEventTime().orElse(begin))
                    .isBefore(begin.plusSeconds(261));
        }
    }

    private static void say(BusProducer parts, Progress progress) throws Exception {
        parts.send(Topic.PROGRESS, progress.part(), ProgressCodec.encode(progress));
        assertThat(parts.flush(WAIT)).isTrue();
    }

    private Instant newestTrade() throws Exception {
        Instant newest = Instant.EPOCH;
        for (String payload : bus.read(Topic.TRADES)) {
            Instant time =
                    TradeCodec.decode(
                                    payload.getBytes(StandardCharsets.UTF_8),
                                    InstantSource.system().instant())
                            .time();
            newest = time.isAfter(newest) ? time : newest;
        }
        return newest;
    }

    @Test
    void a_market_waits_while_the_bus_is_away() throws Exception {
        bus.stop();
        try (Poller poller = poller(simulator(EVENTS))) {
            poller.start();
            assertThat(poller.awaitEnded(Duration.ofMillis(300))).isFalse();
            Eventually.isTrue(
                    "it says what it waits for",
                    () -> poller.status().trouble().orElse("").startsWith("waits for the bus: "));
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
        try (Poller poller = poller(new FeedChoice.None())) {
            poller.start();
            Eventually.isTrue("the bus is ready", () -> hasTopics());
            assertThat(poller.status().feed()).isEqualTo("none");
            assertThat(poller.status().trouble()).isEmpty();
        }
        assertThat(bus.read(Topic.PRICES)).isEmpty();
    }

    @Test
    void a_position_that_cannot_be_read_stops_the_feed_and_says_what_to_do() throws Exception {
        try (Poller poller = poller(simulator(10))) {
            poller.start();
            assertThat(poller.awaitEnded(WAIT)).isTrue();
        }
        try (Stream<Path> positions = Files.list(folder.resolve("feed"))) {
            Files.writeString(positions.findFirst().orElseThrow(), "{\"feed\":");
        }
        try (Poller poller = poller(simulator(10))) {
            poller.start();
            Eventually.isTrue("it says so", () -> poller.status().trouble().isPresent());
            assertThat(poller.status().trouble().orElseThrow())
                    .contains("must be JSON")
                    .contains("./lab reset starts over");
        }
    }

    private boolean hasTopics() throws Exception {
        try (var offsets = new lab.topics.BusOffsets(bus.connection())) {
            return offsets.ends("crypto", Topic.HEARTBEATS).size() == 3;
        }
    }

    private boolean isGateClosed() {
        return metrics.get("lab_poller_backpressure_active").gauge().value() == 1;
    }

    private Poller poller(FeedChoice feed) {
        return poller(config(feed));
    }

    private Poller poller(PollerConfig config) {
        return new Poller(config, InstantSource.system(), metrics);
    }

    private PollerConfig config(FeedChoice feed) {
        return PollerConfig.of(feed, folder.resolve("feed"), bus.connection()).withSpeed(Speed.MAX);
    }

    private static FeedChoice simulator(long events) {
        return simulator(7, events);
    }

    private static FeedChoice simulator(long seed, long events) {
        return new FeedChoice.Simulator(OptionalLong.of(seed), OptionalLong.of(events));
    }

    private static SimulatorFeed market() {
        return market(EVENTS);
    }

    private static SimulatorFeed market(long events) {
        return SimulatorFeed.open(
                Exchanges.COINBASE.pairs(),
                OptionalLong.of(7),
                OptionalLong.of(events),
                Speed.MAX,
                false,
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
