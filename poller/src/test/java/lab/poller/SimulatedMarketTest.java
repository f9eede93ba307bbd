package lab.poller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lab.domain.Pair;
import lab.domain.Trade;
import lab.domain.progress.Heartbeat;
import lab.poller.exchange.Exchanges;
import lab.poller.feed.Speed;
import lab.poller.feed.Taken;
import lab.poller.position.FeedPosition;
import lab.poller.position.PositionStore;
import lab.poller.simulator.SimulatorFeed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedMarketTest {
    private static final Path GOLDEN = Path.of("src", "test", "golden", "simulator-seed-42.txt");
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-05-05T05:05:05Z"));

    private static final String NAMES =
            Exchanges.COINBASE.pairs().stream().map(Pair::name).collect(Collectors.joining(","));

    private static final Pair ADDED = new Pair("XRP-USD");

    @TempDir Path folder;

    // Changing the model changes the golden file, and every market that somebody has begun.
    @Test
    void the_same_seed_gives_the_same_frames_on_any_machine() throws Exception {
        String seen = frames(42, 40) + "100000 frames, SHA-256 " + hashOfFrames(42, 100_000) + '\n';
        if (System.getProperty("golden.update") != null) {
            Files.writeString(GOLDEN, seen);
        }
        assertThat(seen).isEqualTo(Files.readString(GOLDEN));
        assertThat(hashOfFrames(43, 1_000)).isNotEqualTo(hashOfFrames(42, 1_000));
    }

    @Test
    void a_market_of_so_many_events_has_so_many_and_ends() throws Exception {
        RecordingSink sink = FeedRun.all(market(7, 5_000));
        assertThat(sink.trades().size() + sink.ticks().size()).isEqualTo(5_000);
        assertThat(sink.deadLetters()).isEmpty();
        assertThat(sink.trades()).allMatch(trade -> trade.exchange().equals("simulator"));
        assertThat(sink.heartbeats().stream().filter(Heartbeat::ended)).hasSize(6);
        assertThat(sink.trades().getFirst().time())
                .isBetween(
                        Instant.parse("2025-01-01T00:00:00Z"),
                        Instant.parse("2025-01-01T00:00:05Z"));
    }

    @Test
    void what_is_gathered_at_full_speed_keeps_behind_the_heartbeats_that_are_minutes_older()
            throws Exception {
        RecordingSink sink = FeedRun.all(market(7, 30_000));
        Duration lasts =
                Duration.between(
                        sink.heartbeats().getFirst().time(), sink.heartbeats().getLast().time());
        assertThat(lasts).isGreaterThan(Duration.ofMinutes(15));
        assertThat((long) sink.fences().size())
                .as("one behind the first heartbeats, and then one every four minutes")
                .isEqualTo(1 + lasts.toMinutes() / 4);
    }

    @Test
    void a_market_that_is_stopped_anywhere_goes_on_as_if_it_had_not_been() throws Exception {
        List<String> whole = FeedRun.all(market(7, 3_000)).messages();
        var random = new SplittableRandom(11);
        for (int i = 0; i < 25; i++) {
            int stop = random.nextInt(1, 3_000);
            var sink = new RecordingSink();
            var before = new FeedRun(market(7, 3_000), sink, FeedPosition.beginning());
            before.take(stop);
            FeedPosition position = written(before.position());
            var after = new FeedRun(market(7, 3_000), sink, position);
            after.take(random.nextInt(1, 20));
            var third = new FeedRun(market(7, 3_000), sink, written(after.position()));
            third.take(Integer.MAX_VALUE);
            assertThat(sink.messages()).as("stopped after %d", stop).isEqualTo(whole);
        }
    }

    /**
     * Orders of one pair make some of the others'; more of them than there were would never end.
     */
    @Test
    void fifty_pairs_trade_as_calmly_as_six() throws Exception {
        List<Pair> fifty =
                IntStream.range(0, 50).mapToObj(i -> new Pair("COIN" + i + "-USD")).toList();
        Duration six = lastsFor(fifty.subList(0, 6), 2_400);
        assertThat(lastsFor(fifty, 20_000)).isBetween(six.dividedBy(2), six.multipliedBy(2));
    }

    private static Duration lastsFor(List<Pair> pairs, long events) throws Exception {
        List<Trade> trades = FeedRun.all(market(pairs, 7, events)).trades();
        return Duration.between(trades.getFirst().time(), trades.getLast().time());
    }

    @Test
    void how_many_events_are_asked_for_makes_no_other_market() throws Exception {
        var positions = new PositionStore(folder);
        var sink = new RecordingSink();
        for (long events : List.of(1_200L, 500L, 1_200L, 1_201L, 3_000L)) {
            SimulatorFeed feed = market(7, events);
            var run = new FeedRun(feed, sink, positions.read(feed));
            assertThat(run.take(Integer.MAX_VALUE)).isTrue();
            positions.write(feed, run.position().asEnded());
        }
        assertThat(withoutEnds(sink))
                .isEqualTo(withoutEnds(FeedRun.all(market(7, 3_000))))
                .doesNotHaveDuplicates();
        assertThat(market(7, 1).identity()).isEqualTo(market(7, Long.MAX_VALUE).identity());
        assertThat(market(8, 1).identity()).isNotEqualTo(market(7, 1).identity());
    }

    @Test
    void a_position_whose_identity_held_the_number_of_events_is_recognised() throws Exception {
        for (long events : List.of(700L, 1_200L, 90L)) {
            String former =
                    "simulator seed 7 from 2025-01-01T00:00:00Z, %d events, %s"
                            .formatted(events, NAMES);
            writeAs(former, market(7, events));
        }
        writeAs("simulator seed 8 from 2025-01-01T00:00:00Z, without end, " + NAMES, market(8, 9));
        writeAs("simulator seed 7 from 2025-01-01T00:00:00Z, without end, BTC-USD", market(7, 8));
        Files.writeString(folder.resolve("simulator-0123456789ab.json"), "{\"identity\":");

        SimulatorFeed more = market(7, 3_000);
        FeedPosition position = new PositionStore(folder).read(more);
        assertThat(more.given(position.feed())).isEqualTo(1_200);
        var sink = new RecordingSink();
        var before = new FeedRun(market(7, 1_200), sink, FeedPosition.beginning());
        assertThat(before.take(Integer.MAX_VALUE)).isTrue();
        new FeedRun(more, sink, position).take(Integer.MAX_VALUE);
        assertThat(withoutEnds(sink)).isEqualTo(withoutEnds(FeedRun.all(market(7, 3_000))));
    }

    @Test
    void a_position_whose_identity_held_the_pairs_goes_on_with_others() throws Exception {
        String former = "simulator seed 7 from 2025-01-01T00:00:00Z, " + NAMES;
        SimulatorFeed begun = market(7, 1_200);
        writeAs(former, begun);
        Path file = onlyFileThat(former);
        ObjectNode kept = (ObjectNode) JsonMapper.builder().build().readTree(file.toFile());
        ((ObjectNode) kept.get("feed")).remove("pairs"); // the identity alone said them
        Files.writeString(file, kept.toString());

        Pair bitcoin = new Pair("BTC-USD");
        SimulatorFeed more = market(List.of(bitcoin, ADDED), 7, 3_000);
        var sink = new RecordingSink();
        new FeedRun(more, sink, new PositionStore(folder).read(more)).take(Integer.MAX_VALUE);
        assertThat(sink.trades().stream().map(Trade::pair).distinct())
                .containsExactlyInAnyOrder(bitcoin, ADDED);
        assertThat(tradesOf(bitcoin, FeedRun.all(market(7, 30_000))))
                .as("it goes its way")
                .containsSubsequence(tradesOf(bitcoin, sink));
    }

    @Test
    void a_pair_that_is_added_changes_no_other_and_goes_its_own_way_from_then_on()
            throws Exception {
        List<Pair> usual = Exchanges.COINBASE.pairs();
        List<Pair> more = new ArrayList<>(usual);
        more.add(ADDED);
        var sink = new RecordingSink();
        SimulatorFeed feed = market(usual, 7, 6_000);
        var run = new FeedRun(feed, sink, FeedPosition.beginning());
        run.take(1_500);
        Instant before = sink.heartbeats().getLast().time();
        feed.follow(more);
        run.take(Integer.MAX_VALUE);

        assertThat(sink.trades().stream().filter(it -> it.pair().equals(ADDED)).findFirst())
                .hasValueSatisfying(first -> assertThat(first.time()).isAfter(before));
        RecordingSink without = FeedRun.all(market(7, 6_000));
        for (Pair pair : usual) {
            assertThat(tradesOf(pair, without))
                    .as("%s is as it would be without", pair)
                    .startsWith(tradesOf(pair, sink).toArray(String[]::new));
        }
        var again = new RecordingSink();
        SimulatorFeed twin = market(usual, 7, 6_000);
        var twinRun = new FeedRun(twin, again, FeedPosition.beginning());
        twinRun.take(1_500);
        twin.follow(more);
        twinRun.take(Integer.MAX_VALUE);
        assertThat(again.messages())
                .as("the same seed, the same market")
                .isEqualTo(sink.messages());
    }

    @Test
    void a_market_with_a_pair_added_and_one_removed_goes_on_anywhere_as_if_not_stopped()
            throws Exception {
        List<Pair> others = new ArrayList<>(Exchanges.COINBASE.pairs());
        others.remove(new Pair("BTC-USD"));
        others.add(ADDED);
        var whole = new RecordingSink();
        var run = new FeedRun(market(7, 3_000), whole, FeedPosition.beginning());
        run.take(700);
        run.follow(others);
        FeedPosition changed = written(run.position());
        int soFar = whole.messages().size();
        run.take(Integer.MAX_VALUE);
        List<String> behind = whole.messages().subList(soFar, whole.messages().size());
        assertThat(behind).noneMatch(it -> it.startsWith("trades BTC-USD"));
        var random = new SplittableRandom(3);
        for (int i = 0; i < 10; i++) {
            var sink = new RecordingSink();
            var first = new FeedRun(market(others, 7, 3_000), sink, changed);
            first.take(random.nextInt(1, 2_000));
            FeedPosition stopped = written(first.position());
            new FeedRun(market(others, 7, 3_000), sink, stopped).take(Integer.MAX_VALUE);
            assertThat(sink.messages()).isEqualTo(behind);
        }
    }

    private static List<String> tradesOf(Pair pair, RecordingSink sink) {
        return sink.messages().stream()
                .filter(it -> it.startsWith("trades " + pair))
                .map(it -> it.replaceAll("\"feed_time\":\"[^\"]*\"", "")) // by all pairs
                .toList();
    }

    /** Leaves the position of a market that has ended, as earlier versions named it. */
    private void writeAs(String identity, SimulatorFeed feed) throws Exception {
        var run = new FeedRun(feed, new RecordingSink(), FeedPosition.beginning());
        run.take(Integer.MAX_VALUE);
        var store = new PositionStore(folder);
        store.write(feed, run.position().asEnded());
        Path own = onlyFileThat(feed.identity());
        String text = Files.readString(own).replace(feed.identity(), identity);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(UTF_8));
        Files.delete(own);
        Files.writeString(
                folder.resolve("simulator-" + HexFormat.of().formatHex(hash, 0, 6) + ".json"),
                text);
    }

    private Path onlyFileThat(String identity) throws Exception {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (Files.readString(file).contains('"' + identity + '"')) {
                    return file;
                }
            }
        }
        throw new AssertionError("no position of " + identity);
    }

    private static List<String> withoutEnds(RecordingSink sink) {
        return sink.messages().stream().filter(it -> !it.contains("\"ended\":true")).toList();
    }

    @Test
    void without_a_seed_it_begins_an_hour_ago_and_then_goes_with_the_clock() throws Exception {
        SimulatorFeed feed = live();
        feed.start(JsonNodeFactory.instance.objectNode());
        Instant first = null;
        Instant last = Instant.EPOCH;
        while (feed.take(Duration.ZERO) instanceof Taken.Frame frame) {
            first = first == null ? frame.received() : first;
            last = frame.received();
        }
        assertThat(first).isNotNull();
        Instant now = CLOCK.instant();
        assertThat(Duration.between(first, now)).isBetween(minutes(59), minutes(60));
        assertThat(Duration.between(last, now)).isLessThan(Duration.ofSeconds(2));
        assertThat(last).isBeforeOrEqualTo(now);

        SimulatorFeed again = live();
        again.start(feed.state());
        assertThat(again.take(Duration.ZERO)).isInstanceOf(Taken.Nothing.class);
        assertThat(again.state().get("seed")).isEqualTo(feed.state().get("seed"));
        assertThat(again.identity()).isEqualTo(feed.identity());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_clock_that_is_set_back_by_an_hour_does_not_stop_it(boolean isRestarted)
            throws Exception {
        var clock = new AtomicReference<>(CLOCK.instant());
        SimulatorFeed feed = live(clock::get);
        feed.start(JsonNodeFactory.instance.objectNode());
        Instant last = Instant.EPOCH;
        while (feed.take(Duration.ZERO) instanceof Taken.Frame frame) {
            last = frame.received();
        }
        clock.set(CLOCK.instant().minus(Duration.ofHours(1)));
        if (isRestarted) {
            SimulatorFeed again = live(clock::get);
            again.start(feed.state());
            feed = again;
        }
        // At its own pace, which gives several frames a second
        long begun = System.nanoTime();
        int frames = 0;
        while (frames < 3) {
            assertThat(System.nanoTime() - begun).isLessThan(Duration.ofMinutes(2).toNanos());
            if (feed.take(Duration.ofMillis(50)) instanceof Taken.Frame frame) {
                assertThat(frame.received()).isAfterOrEqualTo(last);
                last = frame.received();
                frames++;
            }
        }
        Duration passed = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(Duration.between(CLOCK.instant(), last))
                .as("no faster than time passes")
                .isLessThan(passed.plusSeconds(5));
    }

    @Test
    void two_markets_without_a_seed_are_two_markets() throws Exception {
        SimulatorFeed one = live();
        SimulatorFeed other = live();
        one.start(JsonNodeFactory.instance.objectNode());
        other.start(JsonNodeFactory.instance.objectNode());
        assertThat(one.state().get("seed")).isNotEqualTo(other.state().get("seed"));
    }

    @Test
    void pairs_that_nobody_thought_of_are_traded_too() throws Exception {
        List<Pair> odd = List.of(new Pair("XYZ-EUR"), new Pair("A1-B2"));
        var feed =
                SimulatorFeed.open(
                        odd, OptionalLong.of(1), OptionalLong.of(2_000), Speed.MAX, false, CLOCK);
        RecordingSink sink = FeedRun.all(feed);
        assertThat(sink.trades().stream().map(Trade::pair).distinct())
                .containsExactlyInAnyOrderElementsOf(odd);
        assertThat(sink.deadLetters()).isEmpty();
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }

    /** As it comes back from the disk. */
    private static FeedPosition written(FeedPosition position) throws Exception {
        var json = JsonMapper.builder().build();
        return new FeedPosition(
                (ObjectNode) json.readTree(json.writeValueAsString(position.feed())),
                (ObjectNode) json.readTree(json.writeValueAsString(position.clock())),
                position.ended());
    }

    private static SimulatorFeed market(long seed, long events) {
        return market(Exchanges.COINBASE.pairs(), seed, events);
    }

    private static SimulatorFeed market(List<Pair> pairs, long seed, long events) {
        return SimulatorFeed.open(
                pairs, OptionalLong.of(seed), OptionalLong.of(events), Speed.MAX, false, CLOCK);
    }

    private static SimulatorFeed live() {
        return live(CLOCK);
    }

    private static SimulatorFeed live(InstantSource clock) {
        return SimulatorFeed.open(
                Exchanges.COINBASE.pairs(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Speed.AS_RECORDED,
                false,
                clock);
    }

    private static String frames(long seed, int frames) throws InterruptedException {
        SimulatorFeed feed = market(seed, Long.MAX_VALUE);
        feed.start(JsonNodeFactory.instance.objectNode());
        var text = new StringBuilder();
        for (int i = 0; i < frames; i++) {
            var frame = (Taken.Frame) feed.take(Duration.ZERO);
            int length = frame.length();
            text.append(new String(frame.bytes(), frame.offset(), length, StandardCharsets.UTF_8));
            text.append('\n');
        }
        return text.toString();
    }

    private static String hashOfFrames(long seed, int frames) throws Exception {
        SimulatorFeed feed = market(seed, Long.MAX_VALUE);
        feed.start(JsonNodeFactory.instance.objectNode());
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < frames; i++) {
            var frame = (Taken.Frame) feed.take(Duration.ZERO);
            digest.update(frame.bytes(), frame.offset(), frame.length());
            digest.update((byte) '\n');
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }
}
