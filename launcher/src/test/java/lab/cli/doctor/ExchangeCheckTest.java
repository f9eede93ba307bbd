package lab.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import lab.launcher.directory.DataDir;
import lab.poller.exchange.Exchanges;
import lab.poller.exchange.FeedChoice;
import lab.poller.position.HeldMarket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExchangeCheckTest {
    private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");

    /** Nobody listens there. */
    private static final Map<String, String> NOWHERE =
            Map.of(
                    "LAB_FEED_COINBASE_WEBSOCKET", "ws://127.0.0.1:1",
                    "LAB_FEED_KRAKEN_WEBSOCKET", "ws://127.0.0.1:1/v2");

    @TempDir private Path dir;

    @Test
    void the_exchange_of_the_settings_is_looked_at_where_the_settings_say() throws Exception {
        Path settings = dir.resolve("feed.properties");
        assertThat(finding(settings, NOWHERE).line())
                .contains("coinbase, ws://127.0.0.1:1, cannot be reached")
                .contains("a simulated market");
        Files.writeString(settings, "feed.exchange=kraken\n");
        assertThat(finding(settings, NOWHERE).line())
                .contains("kraken, ws://127.0.0.1:1/v2, cannot be reached");
    }

    @Test
    void the_exchange_of_the_directory_goes_before_it() throws Exception {
        HeldMarket.note(data().feed(), new FeedChoice.Live(Exchanges.KRAKEN), NOW);
        assertThat(finding(dir.resolve("none"), NOWHERE).line())
                .contains("kraken, ws://127.0.0.1:1/v2, cannot be reached")
                .contains("will wait for it");
    }

    @Test
    void a_simulated_market_needs_none() throws Exception {
        HeldMarket.note(
                data().feed(),
                new FeedChoice.Simulator(OptionalLong.empty(), OptionalLong.empty()),
                NOW);
        Finding finding = finding(dir.resolve("none"), NOWHERE);
        assertThat(finding.verdict()).isEqualTo(Finding.Verdict.OK);
        assertThat(finding.line()).contains("none is needed");
    }

    @Test
    void a_setting_that_cannot_be_is_told() throws Exception {
        Path settings = dir.resolve("feed.properties");
        Files.writeString(settings, "feed.exchange=bitstamp\n");
        Finding finding = finding(settings, NOWHERE);
        assertThat(finding.verdict()).isEqualTo(Finding.Verdict.FAIL);
        assertThat(finding.line())
                .contains("feed.exchange: must be one of coinbase, binance, kraken")
                .contains("bitstamp");
    }

    private DataDir data() throws Exception {
        var data = new DataDir(dir.resolve("data"));
        Files.createDirectories(data.feed());
        return data;
    }

    private Finding finding(Path settings, Map<String, String> environment) throws Exception {
        return new ExchangeCheck(data(), settings, environment).finding();
    }
}
