package lab.poller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.Pair;
import lab.poller.exchange.Exchanges;
import lab.poller.exchange.FeedChoice;
import lab.poller.feed.Speed;
import lab.topics.BusConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PollerConfigTest {
    private static final BusConnection BUS =
            new BusConnection("127.0.0.1", 8090, "iggy", "a-password");
    private static final OptionalLong NO = OptionalLong.empty();

    @Test
    void every_problem_is_told_at_once() {
        assertThatThrownBy(() ->
                        new PollerConfig(
                                new FeedChoice.Recording(Path.of("no", "such", "file")),
                                Speed.MAX,
                                List.of(new Pair("A-B"), new Pair("A-B")),
                                Path.of("feed"),
                                Optional.of(Path.of("out")),
                                BUS,
                                " ",
                                AheadLimit.UNBOUNDED,
                                URI.create("http://127.0.0.1"),
                                URI.create("ftp://127.0.0.1"),
                                Duration.ZERO,
                                false,
                                false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "pairs: must be different",
                        "feed: must be a readable file, was no/such/file",
                        "record: must go with a live feed, was out",
                        "stream: must be given",
                        "coinbase websocket: must be ws:// or wss://",
                        "coinbase rest: must be http:// or https://",
                        "silence max: must be positive");
    }

    @Test
    void feeds_are_read_as_users_write_them() {
        assertThat(FeedChoice.parse("coinbase", NO, NO))
                .isEqualTo(new FeedChoice.Live(Exchanges.COINBASE));
        assertThat(FeedChoice.parse("none", NO, NO)).isEqualTo(new FeedChoice.None());
        assertThat(FeedChoice.parse("file:a/b.ws.gz", NO, NO))
                .isEqualTo(new FeedChoice.Recording(Path.of("a/b.ws.gz")));
        assertThat(FeedChoice.parse("simulator", OptionalLong.of(-7), OptionalLong.of(9)))
                .isEqualTo(new FeedChoice.Simulator(OptionalLong.of(-7), OptionalLong.of(9)));
        assertThatThrownBy(() -> FeedChoice.parse("simulator", NO, OptionalLong.of(0)))
                .hasMessage("events: must be positive, was 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bitstamp", "file:", "Coinbase"})
    void other_feeds_are_refused(String text) {
        assertThatThrownBy(() -> FeedChoice.parse(text, NO, NO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "feed: must be coinbase, binance, kraken, simulator, none or file:PATH, was");
    }

    @Test
    void speeds_are_read_as_users_write_them() {
        assertThat(Speed.parse("max")).isEqualTo(Speed.MAX);
        assertThat(Speed.parse("1")).isEqualTo(Speed.AS_RECORDED);
        assertThat(Speed.parse("0.5")).isEqualTo(new Speed.Times(0.5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "NaN", "Infinity", "fast"})
    void other_speeds_are_refused(String text) {
        assertThatThrownBy(() -> Speed.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("speed: must be");
    }
}
