package lab.poller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import lab.poller.exchange.FeedChoice;
import lab.poller.feed.FeedHealth;
import lab.poller.feed.MarketFeed;
import lab.poller.feed.Taken;
import lab.poller.position.FeedPosition;
import lab.poller.position.HeldMarket;
import lab.poller.position.PositionStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a feed folder keeps, in each format that was ever written. */
class KeptFilesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_position_of_each_format_is_read(int format) throws Exception {
        Files.copy(kept("position-%d.json".formatted(format)), positionFile());
        FeedPosition position = new PositionStore(folder).read(new StillFeed());
        assertThat(position.ended()).isTrue();
        assertThat(position.feed().path("lines").asLong()).isEqualTo(29);
        var clock = new FeedClock();
        clock.readFrom(position.clock());
        assertThat(clock.newest()).contains(Instant.parse("2025-03-03T12:04:50Z"));
    }

    @Test
    void a_position_is_written_in_the_newest_format() throws Exception {
        var store = new PositionStore(folder);
        Files.copy(kept("position-0.json"), positionFile());
        store.write(new StillFeed(), store.read(new StillFeed()));
        String written = Files.readString(positionFile());
        assertThat(written).startsWith("{\n  \"format\" : 1,");
        try (InputStream golden = kept("position-1.json")) {
            assertThat(JSON.readTree(written)).isEqualTo(JSON.readTree(golden));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "-1", "\"1\"", "1.5"})
    void a_position_of_an_unknown_format_is_refused_by_name(String format) throws Exception {
        Files.writeString(positionFile(), "{\"format\":" + format + ",\"feed\":{},\"clock\":{}}");
        assertThatThrownBy(() -> new PositionStore(folder).read(new StillFeed()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(positionFile().toString())
                .hasMessageContaining(
                        "is of format %s, the newest that this version knows is 1; start it with the version that wrote it, or take another --data",
                        format);
    }

    /** Of each kind of damage that a disk, an editor or a copy does. */
    static Stream<byte[]> damaged() {
        byte[] zerosThenText = new byte[64];
        System.arraycopy(
                new byte[] {'"', 'f', 'e', 'e', 'd', '"', ':', '{'}, 0, zerosThenText, 40, 8);
        return Stream.of(
                new byte[0],
                new byte[512],
                zerosThenText,
                new byte[] {0, 0, (byte) 0xff, (byte) 0xff, 1, 2, 3, 4},
                new byte[] {(byte) 0xff, (byte) 0xfe, (byte) 0x80, 7},
                new byte[] {'{', '"', (byte) 0x80, (byte) 0xc0, '"', ':', '1', '}'},
                new byte[] {'[', ']'},
                new byte[] {'n', 'u', 'l', 'l'},
                new byte[] {'{', '"', 'f'});
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void a_damaged_file_is_named_with_what_to_do(byte[] bytes) throws Exception {
        Files.write(positionFile(), bytes);
        assertThatThrownBy(() -> new PositionStore(folder).read(new StillFeed()))
                .hasMessageContaining(positionFile().toString())
                .hasMessageContaining("./lab reset");
        Path market = folder.resolve("market.json");
        Files.write(market, bytes);
        assertThatThrownBy(() -> HeldMarket.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(market.toString())
                .hasMessageContaining("./lab reset");
        assertThatCode(() -> new PositionStore(folder).read(new OtherFeed()))
                .as("a file that is of nobody")
                .doesNotThrowAnyException();
    }

    /** Whole JSON, and no use: it is named as well, and not the parser's slip alone. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"last_trade_ids\":{\"bitcoin\":1}}",
                "{\"feed_time\":\"yesterday\"}",
                "{\"feed_time\":17}"
            })
    void a_position_that_says_what_cannot_be_is_named_with_what_to_do(String clock)
            throws Exception {
        Files.writeString(positionFile(), "{\"feed\":{},\"clock\":%s}".formatted(clock));
        var store = new PositionStore(folder);
        var feed = new StillFeed();
        FeedPosition position = store.read(feed);
        assertThatThrownBy(() -> store.goOn(feed, () -> new FeedClock().readFrom(position.clock())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(positionFile().toString())
                .hasMessageContaining("./lab reset");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_market_of_each_format_is_read(int format) throws Exception {
        Files.copy(kept("market-%d.json".formatted(format)), folder.resolve("market.json"));
        assertThat(HeldMarket.read(folder))
                .contains(
                        new HeldMarket(
                                Optional.empty(),
                                Instant.parse("2026-11-20T10:00:00Z"),
                                OptionalLong.of(7)));
    }

    @Test
    void a_market_is_noted_in_the_newest_format_and_a_newer_one_is_refused() throws Exception {
        HeldMarket.note(
                folder,
                new FeedChoice.Simulator(OptionalLong.of(7), OptionalLong.empty()),
                Instant.parse("2026-11-20T10:00:00Z"));
        Path file = folder.resolve("market.json");
        try (InputStream golden = kept("market-1.json")) {
            assertThat(JSON.readTree(file.toFile())).isEqualTo(JSON.readTree(golden));
        }
        Files.writeString(file, Files.readString(file).replace(": 1", ": 2"));
        assertThatThrownBy(() -> HeldMarket.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        file
                                + ": which market the directory holds is of format 2, the newest that this");
    }

    private Path positionFile() {
        // The feed's name and the beginning of its identity's hash.
        return folder.resolve("file-8e1d47e43e45.json");
    }

    private static InputStream kept(String name) {
        return Objects.requireNonNull(
                KeptFilesTest.class.getResourceAsStream("kept/" + name), name);
    }

    /** A recording whose place is all that matters. */
    private static class StillFeed implements MarketFeed {
        @Override
        public String name() {
            return "file";
        }

        @Override
        public String exchange() {
            return "coinbase";
        }

        @Override
        public boolean isSimulated() {
            return false;
        }

        @Override
        public String identity() {
            return "file /recordings/no-bad-frame.ws 4709 0123456789abcdef";
        }

        @Override
        public void start(ObjectNode state) {}

        @Override
        public Taken take(Duration waitMax) {
            return new Taken.Ended();
        }

        @Override
        public ObjectNode state() {
            return JSON.createObjectNode();
        }

        @Override
        public FeedHealth health() {
            return FeedHealth.FINE;
        }

        @Override
        public void close() {}
    }

    /** Another recording, which was known as something else once. */
    private static final class OtherFeed extends StillFeed {
        @Override
        public String identity() {
            return "file /recordings/other.ws";
        }

        @Override
        public boolean wasKnownAs(String identity) {
            return identity.equals("file other.ws");
        }
    }
}
