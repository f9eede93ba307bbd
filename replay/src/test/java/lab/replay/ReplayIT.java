package lab.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.poller.feed.Speed;
import lab.topics.Bus;
import lab.topics.BusTopics;
import lab.topics.Topic;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ReplayIT {
    private static final String STREAM = "replay";

    @TempDir private Path folder;

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

    private ReplayOptions options() {
        return ReplayOptions.of(
                        cold.warehouse(), ColdFixture.DATABASE, STREAM, folder.resolve("replay"))
                .withSpeed(Speed.MAX);
    }

    private Replay open(ReplayOptions options) throws ReplayException {
        return Replay.open(
                options, bus.connection(), InstantSource.system(), new SimpleMeterRegistry());
    }

    private ReplayStatus run(ReplayOptions options) throws Exception {
        try (Replay replay = open(options)) {
            replay.start();
            boolean hasEnded = replay.awaitEnded(Duration.ofMinutes(2));
            ReplayStatus status = replay.status();
            assertThat(hasEnded).as("%s", status).isTrue();
            return status;
        }
    }

    /** What the partitions must hold, without the heartbeats that a replay ends with. */
    private List<String> recorded(
            Source source, int partition, Predicate<ColdFixture.Message> wanted) {
        return cold.all().stream()
                .filter(it -> it.source() == source && it.partition() == partition)
                .filter(wanted)
                .map(ColdFixture.Message::payload)
                .toList();
    }

    private void assertHolds(EnumSet<Source> sources, Predicate<ColdFixture.Message> wanted)
            throws Exception {
        for (Source source : Source.values()) {
            for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
                List<String> held =
                        new ArrayList<>(bus.payloads(STREAM, source.topic(), partition));
                held.removeIf(it -> it.contains("\"ended\":true"));
                assertThat(held)
                        .as("%s %d", source, partition)
                        .isEqualTo(
                                sources.contains(source)
                                        ? recorded(source, partition, wanted.and(it -> !it.ended()))
                                        : List.of());
            }
        }
    }

    @Test
    void the_same_bytes_come_into_the_same_partitions_in_the_same_order() throws Exception {
        cold.beginAt(17);
        cold.market(1, 120, 40, 30);
        cold.commit(301, 5);

        ReplayStatus status = run(options());

        assertHolds(EnumSet.complementOf(EnumSet.of(Source.ORDERS)), _ -> true);
        assertThat(status.share()).isEqualTo(1);
        assertThat(status.newestEventTime()).contains(newest());
        assertThat(status.messages())
                .isEqualTo(
                        cold.all().stream().filter(it -> it.source() != Source.ORDERS).count()
                                + ColdFixture.PAIRS.size());
    }

    private Instant newest() {
        return EventTime.ofMicros(
                cold.all().stream()
                        .filter(it -> it.source().isMarket())
                        .mapToLong(ColdFixture.Message::micros)
                        .max()
                        .orElseThrow());
    }

    @Test
    void the_end_is_said_of_each_pair_as_a_feed_says_it_and_not_twice() throws Exception {
        cold.market(2, 5, 10, 0);
        long stamp = EventTime.toMicros(ColdFixture.BEGIN.plusSeconds(60));
        cold.heartbeat("BTC-USD", stamp, newest(), 77, true);
        cold.commit(1_000, 1);

        run(options());

        List<String> ended = new ArrayList<>();
        bus.read(STREAM, Topic.HEARTBEATS)
                .values()
                .forEach(messages ->
                        messages.stream()
                                .map(TestBus.Taken::payload)
                                .filter(it -> it.contains("\"ended\":true"))
                                .forEach(ended::add));
        assertThat(ended).hasSize(ColdFixture.PAIRS.size());
        for (String pair : ColdFixture.PAIRS) {
            assertThat(ended)
                    .anyMatch(it ->
                            it.contains(pair)
                                    && it.contains(EventTime.format(newest()))
                                    && it.contains("coinbase"));
        }
    }

    @Test
    void recorded_orders_and_terms_stand_between_what_the_bus_had_before_and_after_them()
            throws Exception {
        cold.market(3, 150, 20, 0);
        cold.commit(200, 2);

        run(options().withOrders(ReplayedOrders.RECORDED));

        assertHolds(EnumSet.allOf(Source.class), _ -> true);
        Map<String, Instant> stamps = new java.util.HashMap<>();
        for (Source source : Source.values()) {
            bus.read(STREAM, source.topic())
                    .values()
                    .forEach(messages ->
                            messages.forEach(it -> stamps.put(it.payload(), it.stamp())));
        }
        for (ColdFixture.Message barrier : cold.all()) {
            if (barrier.source() == Source.ORDERS || barrier.source() == Source.TERMS) {
                Instant at = Objects.requireNonNull(stamps.get(barrier.payload()));
                for (ColdFixture.Message other : cold.all()) {
                    if (other.source().isMarket() && other.stamp() < barrier.stamp() - 1_000_000) {
                        assertThat(stamps.get(other.payload())).isBefore(at);
                    }
                    if (other.source().isMarket() && other.stamp() > barrier.stamp() + 1_000_000) {
                        assertThat(stamps.get(other.payload())).isAfter(at);
                    }
                }
            }
        }
    }

    @Test
    void at_full_speed_no_message_is_minutes_ahead_of_the_heartbeats_before_it() throws Exception {
        int minutes = 20;
        for (int second = 0; second < 60 * minutes; second++) {
            Instant time = ColdFixture.BEGIN.plusSeconds(second);
            long stamp = EventTime.toMicros(time);
            for (String pair : ColdFixture.PAIRS) {
                cold.add(
                        second % 2 == 0 ? Source.TRADES : Source.TICKS,
                        pair,
                        stamp,
                        time,
                        Optional.of(pair),
                        second,
                        false,
                        pair + second);
                cold.heartbeat(pair, stamp + 1, time, second, false);
            }
        }
        cold.commit(10_000, 1);
        Map<String, Long> micros = new java.util.HashMap<>();
        cold.all().forEach(it -> micros.put(it.payload(), it.micros()));

        run(options());

        record Shown(Source source, TestBus.Taken message) {}
        List<Shown> log = new ArrayList<>();
        for (Source source : List.of(Source.TRADES, Source.TICKS, Source.HEARTBEATS)) {
            bus.read(STREAM, source.topic())
                    .values()
                    .forEach(messages -> messages.forEach(it -> log.add(new Shown(source, it))));
        }
        log.sort(Comparator.comparing(it -> it.message().stamp()));
        long heartbeat = EventTime.toMicros(ColdFixture.BEGIN);
        for (Shown shown : log) {
            Long time = micros.get(shown.message().payload());
            if (time == null) {
                continue; // the end, which the replay says itself
            }
            if (shown.source() == Source.HEARTBEATS) {
                heartbeat = Math.max(heartbeat, time);
            } else {
                assertThat(EventTime.ofMicros(time))
                        .isBefore(EventTime.ofMicros(heartbeat).plus(Duration.ofSeconds(250)));
            }
        }
        assertThat(EventTime.ofMicros(heartbeat))
                .isAfter(ColdFixture.BEGIN.plus(Duration.ofMinutes(minutes - 1)));
    }

    @Test
    void only_what_was_asked_for_comes() throws Exception {
        cold.market(4, 100, 20, 0);
        cold.commit(150, 3);
        Instant from = ColdFixture.BEGIN.plusSeconds(30);
        Instant to = ColdFixture.BEGIN.plusSeconds(70);

        run(
                options()
                        .between(Optional.of(from), Optional.of(to))
                        .withPairs(List.of(new Pair("BTC-USD"), new Pair("XRP-USD"))));

        assertHolds(
                EnumSet.complementOf(EnumSet.of(Source.ORDERS)),
                it ->
                        it.micros() < EventTime.toMicros(to)
                                && (it.source() == Source.TERMS
                                        || (it.micros() >= EventTime.toMicros(from)
                                                && List.of("BTC-USD", "XRP-USD")
                                                        .contains(it.pair().orElseThrow()))));
    }

    @Test
    void tables_are_read_as_they_were_by_a_snapshot_of_any_of_them_or_by_a_moment()
            throws Exception {
        cold.market(5, 20, 10, 0);
        cold.commit(100, 4);
        List<ColdFixture.Message> then = List.copyOf(cold.all());
        long snapshot = cold.table(Source.HEARTBEATS).currentSnapshot().snapshotId();
        Instant moment =
                Instant.ofEpochMilli(
                        cold.table(Source.HEARTBEATS).currentSnapshot().timestampMillis());
        for (int i = 0; i < 30; i++) {
            cold.heartbeat("BTC-USD", EventTime.toMicros(newest()) + i, newest(), i, false);
        }
        cold.commit(100, 4);

        run(options().withAsOf(Optional.of(Long.toString(snapshot))));
        assertHolds(EnumSet.complementOf(EnumSet.of(Source.ORDERS)), then::contains);

        try (Replay other =
                open(
                        new ReplayOptions(
                                cold.warehouse(),
                                ColdFixture.DATABASE,
                                "other",
                                folder.resolve("other"),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                Optional.of(moment.toString()),
                                Speed.MAX,
                                ReplayedOrders.DECIDED_ANEW,
                                lab.poller.AheadLimit.UNBOUNDED))) {
            assertThat(other.span().snapshots()).containsEntry("heartbeats", snapshot);
        }
        assertThatThrownBy(() -> open(options().withAsOf(Optional.of("12345"))))
                .hasMessageContaining("--as-of must be " + snapshot)
                .hasMessageContaining("--clean")
                .isInstanceOf(ReplayException.class);
    }

    @Test
    void a_partition_that_a_lost_position_knows_nothing_of_gets_nothing_twice() throws Exception {
        cold.market(6, 60, 30, 10);
        cold.commit(400, 1);
        Path position = folder.resolve("replay/replay.json");
        byte[] beginning;
        try (Replay replay = open(options())) {
            beginning = Files.readAllBytes(position);
            replay.start();
            replay.awaitEnded(Duration.ofMinutes(1));
        }
        Files.write(position, beginning);
        run(options());
        assertHolds(EnumSet.complementOf(EnumSet.of(Source.ORDERS)), _ -> true);

        Files.delete(position);
        run(options());
        assertHolds(EnumSet.complementOf(EnumSet.of(Source.ORDERS)), _ -> true);
    }

    @Test
    void a_stream_with_messages_of_somebody_else_is_refused_by_name() throws Exception {
        cold.market(7, 10, 10, 0);
        cold.commit(400, 1);
        BusTopics.ensure(bus.connection(), STREAM, Duration.ofSeconds(10));
        try (var producer = new BusProducer(bus.connection(), STREAM, ProducerConfig.DEFAULT)) {
            producer.send(Topic.PRICES, "BTC-USD", new byte[] {'{', '}'});
            producer.flush(Duration.ofSeconds(10));
        }
        try (Replay replay = open(options())) {
            replay.start();
            while (replay.status().failure().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(replay.status().failure().orElseThrow())
                    .contains("topic prices", "must hold this replay alone", "--clean");
        }
    }

    @Test
    void other_options_than_those_it_began_with_are_refused_and_cleaning_lets_them_in()
            throws Exception {
        cold.market(8, 10, 10, 0);
        cold.commit(400, 1);
        open(options()).close();
        ReplayOptions other = options().withPairs(List.of(new Pair("BTC-USD")));
        assertThatThrownBy(() -> open(other))
                .isInstanceOf(ReplayException.class)
                .hasMessage(
                        "replay replay: --pairs must be all, with which it began, was BTC-USD; --clean starts afresh");
        assertThat(cold.table(Source.TICKS).refs()).containsKey("replay-replay");
        open(options().withSpeed(new Speed.Times(5))).close();

        Replay.clean(other);

        assertThat(cold.table(Source.TICKS).refs()).doesNotContainKey("replay-replay");
        open(other).close();
    }

    @Test
    void what_is_not_there_is_named_with_what_is() throws Exception {
        assertThatThrownBy(() -> open(options()))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("must have the table crypto.trades");
        cold.commit(1, 1);
        assertThatThrownBy(() -> open(options()))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("must hold messages, holds none yet");
        cold.market(9, 10, 10, 0);
        cold.commit(400, 1);
        assertThatThrownBy(() -> open(options().withPairs(List.of(new Pair("ABC-USD")))))
                .isInstanceOf(ReplayException.class)
                .hasMessage(
                        "--pairs: the cold tier must have ABC-USD, has BTC-USD, ETH-USD, SOL-USD, XRP-USD");
        assertThatThrownBy(() ->
                        open(
                                options()
                                        .between(
                                                Optional.of(Instant.parse("2030-01-01T00:00:00Z")),
                                                Optional.empty())))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("from 2030-01-01T00:00:00Z")
                .hasMessageContaining("the cold tier holds 2026-03-02T10:00:00Z to");
        assertThatThrownBy(() -> open(options().withAsOf(Optional.of("4711"))))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("must be a snapshot that a table")
                .hasMessageContaining("4711")
                .hasMessageContaining("heartbeats since");
        assertThatThrownBy(() -> open(options().withAsOf(Optional.of("2020-01-01T00:00:00Z"))))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("must have held messages by 2020-01-01T00:00:00Z");
    }

    @Test
    void a_file_that_cannot_be_read_is_named() throws Exception {
        cold.market(10, 30, 10, 0);
        cold.commit(100, 1);
        Path data = cold.warehouse().resolve("iceberg/crypto/ticks/data");
        Path file;
        try (var files = Files.list(data)) {
            file = files.filter(it -> it.toString().endsWith(".parquet")).findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        try (Replay replay = open(options())) {
            replay.start();
            while (replay.status().failure().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(replay.status().failure().orElseThrow())
                    .contains("cold ticks: file", file.getFileName().toString());
        }
    }

    @Test
    void a_pause_lets_nothing_through_and_going_on_loses_nothing() throws Exception {
        cold.market(11, 60, 20, 0);
        cold.commit(500, 1);
        try (Replay replay = open(options())) {
            replay.pause();
            replay.start();
            while (replay.status().published().getOrDefault(Topic.TERMS, 0L) == 0) {
                Thread.onSpinWait();
            }
            assertThat(replay.status().paused()).isTrue();
            assertThat(replay.status().published().getOrDefault(Topic.PRICES, 0L)).isZero();
            replay.resume();
            assertThat(replay.awaitEnded(Duration.ofMinutes(1))).isTrue();
        }
        assertHolds(EnumSet.complementOf(EnumSet.of(Source.ORDERS)), _ -> true);
    }

    private static long published(Replay replay) {
        return replay.status().published().values().stream().mapToLong(it -> it).sum();
    }

    @Test
    void a_bus_that_goes_away_in_the_middle_gets_each_message_once() throws Exception {
        cold.market(12, 400, 40, 200);
        cold.commit(2_000, 1);
        try (Replay replay = open(options().withSpeed(new Speed.Times(40)))) {
            replay.start();
            for (int i = 0; i < 3; i++) {
                long had = published(replay);
                while (published(replay) < had + 2_000 && !replay.status().ended()) {
                    Thread.onSpinWait();
                }
                bus.stop();
                bus.start();
            }
            assertThat(replay.awaitEnded(Duration.ofMinutes(2))).isTrue();
        }
        assertHolds(EnumSet.complementOf(EnumSet.of(Source.ORDERS)), _ -> true);
    }
}
