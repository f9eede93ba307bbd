package lab.poller;

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
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import lab.domain.Heartbeat;
import lab.domain.Pair;
import lab.domain.Trade;
import lab.poller.simulator.SimulatorFeed;
import org.junit.jupiter.api.Test;

class SimulatedMarketTest {
    private static final Path GOLDEN = Path.of("src", "test", "golden", "simulator-seed-42.txt");
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-05-05T05:05:05Z"));

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
                        odd, OptionalLong.of(1), OptionalLong.of(2_000), Speed.MAX, CLOCK);
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
        return SimulatorFeed.open(
                PollerConfig.DEFAULT_PAIRS,
                OptionalLong.of(seed),
                OptionalLong.of(events),
                Speed.MAX,
                CLOCK);
    }

    private static SimulatorFeed live() {
        return SimulatorFeed.open(
                PollerConfig.DEFAULT_PAIRS,
                OptionalLong.empty(),
                OptionalLong.empty(),
                Speed.AS_RECORDED,
                CLOCK);
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
