package lab.servicekit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.domain.Pair;
import lab.servicekit.http.HttpConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
    enum Mode {
        LIVE,
        AS_RECORDED
    }

    record FeedConfig(
            @Default("250ms") Duration pollInterval,
            @Default("BTC-USD,ETH-USD") List<Pair> pairs,
            @Default("live") Mode mode,
            @Default("3") int retriesMax,
            Optional<Path> recording,
            @Secret @Default("s3cret") String password,
            HttpConfig http) {
        FeedConfig {
            if (retriesMax < 0) {
                throw new IllegalArgumentException(
                        "retries-max: must not be negative, was " + retriesMax);
            }
        }
    }

    record StoreConfig(String folder) {}

    private static final Config.Section<FeedConfig> FEED =
            new Config.Section<>("feed", FeedConfig.class);
    private static final Config.Section<StoreConfig> STORE =
            new Config.Section<>("store", StoreConfig.class);

    @Test
    void what_nobody_sets_has_its_default() {
        FeedConfig feed = Config.read(new ConfigSources(), FEED).get(FeedConfig.class);

        assertThat(feed)
                .isEqualTo(
                        new FeedConfig(
                                Duration.ofMillis(250),
                                List.of(new Pair("BTC-USD"), new Pair("ETH-USD")),
                                Mode.LIVE,
                                3,
                                Optional.empty(),
                                "s3cret",
                                HttpConfig.loopback(0)));
    }

    @Test
    void arguments_win_over_the_environment_and_that_over_properties() {
        var sources =
                new ConfigSources()
                        .properties(
                                Map.of(
                                        "feed.retries-max", "1",
                                        "feed.poll-interval", "1s",
                                        "feed.http.port", "1",
                                        "feed.mode", "as-recorded"))
                        .environment(
                                Map.of(
                                        "LAB_FEED_RETRIES_MAX", "2",
                                        "LAB_FEED_HTTP_PORT", "2",
                                        "PATH", "/bin"))
                        .arguments(List.of("--feed.http.port=3", "--feed.recording=a=b"));

        FeedConfig feed = Config.read(sources, FEED).get(FeedConfig.class);

        assertThat(feed.pollInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(feed.retriesMax()).isEqualTo(2);
        assertThat(feed.http().port()).isEqualTo(3);
        assertThat(feed.mode()).isEqualTo(Mode.AS_RECORDED);
        assertThat(feed.recording()).contains(Path.of("a=b"));
    }

    @Test
    void all_problems_are_told_together_and_a_typo_with_what_was_meant() {
        var sources =
                new ConfigSources()
                        .properties(
                                Map.of(
                                        "feed.pol-interval", "1s",
                                        "feed.http.port", "70000",
                                        "feed.pairs", "BTC-USD,bitcoin",
                                        "zebra", "1"))
                        .environment(Map.of("LAB_FEED_RETRYS_MAX", "2", "LAB_HOME", "/"))
                        .arguments(List.of("verbose", "--feed.mode=dead"));

        ConfigException e =
                catchThrowableOfType(
                        ConfigException.class, () -> Config.read(sources, FEED, STORE));

        assertThat(e.problems())
                .containsExactlyInAnyOrder(
                        "argument: must read --key=value, was \"verbose\"",
                        "feed.pol-interval: unknown (properties); did you mean feed.poll-interval?",
                        "zebra: unknown (properties)",
                        "LAB_FEED_RETRYS_MAX: unknown (environment);"
                                + " did you mean LAB_FEED_RETRIES_MAX?",
                        "feed.pairs: pair: must be two assets such as BTC-USD, was \"bitcoin\","
                                + " was \"BTC-USD,bitcoin\"",
                        "feed.mode: must be one of [live, as_recorded], was \"dead\"",
                        "feed.http: port: must be 0 to 65535, was 70000",
                        "store.folder: must be set");
        assertThat(e).hasMessageContaining("store.folder").hasMessageContaining("zebra");
    }

    @Test
    void a_records_own_rules_hold() {
        var sources = new ConfigSources().properties(Map.of("feed.retries-max", "-1"));

        ConfigException e =
                catchThrowableOfType(ConfigException.class, () -> Config.read(sources, FEED));

        assertThat(e.problems()).containsExactly("feed: retries-max: must not be negative, was -1");
    }

    @Test
    void what_is_in_effect_can_be_shown_without_its_secrets() {
        var sources =
                new ConfigSources()
                        .properties(Map.of("feed.password", "hunter2", "feed.retries-max", "5"));

        Map<String, String> effective = Config.read(sources, FEED).effective();

        assertThat(effective)
                .containsEntry("feed.password", "***")
                .containsEntry("feed.retries-max", "5")
                .containsEntry("feed.poll-interval", "250ms")
                .containsEntry("feed.http.bind", "127.0.0.1")
                .doesNotContainValue("hunter2");
    }

    @Test
    void a_bad_secret_is_not_shown_in_its_own_problem() {
        record Vault(@Secret int pin) {}

        ConfigException e =
                catchThrowableOfType(
                        ConfigException.class,
                        () ->
                                Config.read(
                                        new ConfigSources().properties(Map.of("vault.pin", "12x4")),
                                        new Config.Section<>("vault", Vault.class)));

        assertThat(e.problems()).containsExactly("vault.pin: must be a whole number, was ***");
    }

    @Test
    void a_properties_file_is_read_and_one_that_is_not_there_is_empty(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("lab.properties");
        Files.writeString(file, "store.folder = /tmp/x\n");

        StoreConfig store =
                Config.read(
                                new ConfigSources()
                                        .propertiesFile(file)
                                        .propertiesFile(folder.resolve("absent.properties")),
                                STORE)
                        .get(StoreConfig.class);

        assertThat(store.folder()).isEqualTo("/tmp/x");
    }
}
