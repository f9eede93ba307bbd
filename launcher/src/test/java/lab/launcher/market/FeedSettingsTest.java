package lab.launcher.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import lab.launcher.directory.LabException;
import lab.poller.exchange.Exchanges;
import lab.poller.feed.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedSettingsTest {
    @TempDir Path dir;

    @Test
    void where_nobody_says_anything_it_is_coinbase_and_each_exchange_is_where_it_says()
            throws Exception {
        FeedSettings usual = FeedSettings.read(dir.resolve("none"), Map.of());
        assertThat(usual.exchange()).isEqualTo(Exchanges.COINBASE.word());
        for (Exchange exchange : Exchanges.ALL) {
            assertThat(usual.webSocket(exchange)).isEqualTo(exchange.webSocket());
            assertThat(usual.rest(exchange)).isEqualTo(exchange.rest());
        }
    }

    @Test
    void the_environment_goes_before_the_file() throws Exception {
        Path file = dir.resolve("feed.properties");
        Files.writeString(file, "feed.exchange=binance\nfeed.binance.rest=http://127.0.0.1:1\n");
        FeedSettings read =
                FeedSettings.read(
                        file,
                        Map.of("LAB_FEED_BINANCE_REST", "http://127.0.0.1:2", "LAB_FEED", "none"));
        assertThat(read.exchange()).isEqualTo(Exchanges.BINANCE.word());
        assertThat(read.rest(Exchanges.BINANCE)).isEqualTo(URI.create("http://127.0.0.1:2"));
        assertThat(read.webSocket(Exchanges.BINANCE)).isEqualTo(Exchanges.BINANCE.webSocket());
    }

    @Test
    void variables_are_heard_by_the_names_that_they_had_before() throws Exception {
        Path none = dir.resolve("none");
        Map<String, String> before =
                Map.of("COINBASE_WEBSOCKET", "ws://127.0.0.1:1", "COINBASE_REST", "http://[::1]:2");
        FeedSettings read = FeedSettings.read(none, before);
        assertThat(read.webSocket(Exchanges.COINBASE)).isEqualTo(URI.create("ws://127.0.0.1:1"));
        assertThat(read.rest(Exchanges.COINBASE)).isEqualTo(URI.create("http://[::1]:2"));
        FeedSettings both =
                FeedSettings.read(
                        none,
                        Map.of(
                                "COINBASE_WEBSOCKET",
                                "ws://127.0.0.1:1",
                                "LAB_FEED_COINBASE_WEBSOCKET",
                                "ws://127.0.0.1:3"));
        assertThat(both.webSocket(Exchanges.COINBASE)).isEqualTo(URI.create("ws://127.0.0.1:3"));
    }

    @Test
    void what_cannot_be_is_refused() {
        Path none = dir.resolve("none");
        assertThatThrownBy(() -> FeedSettings.read(none, Map.of("LAB_FEED_EXCHANGE", "bitstamp")))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("feed.exchange");
        assertThatThrownBy(() -> FeedSettings.read(none, Map.of("LAB_FEED_EXCHANG", "binance")))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("did you mean LAB_FEED_EXCHANGE?");
        assertThatThrownBy(() -> FeedSettings.checked(Map.of("LAB_FEED_EXCHANGE", "bitstamp")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
