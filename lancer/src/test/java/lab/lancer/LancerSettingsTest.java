package lab.lancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import lab.lancer.annotation.AnnotationRule;
import lab.lancer.index.IndexConfig;
import lab.servicekit.config.Config;
import lab.servicekit.config.ConfigSources;
import org.junit.jupiter.api.Test;

class LancerSettingsTest {
    private static final Path FOLDER = Path.of("folder");

    @Test
    void nothing_needs_to_be_set() {
        assertThat(read(Map.of())).isEqualTo(IndexConfig.of(FOLDER));
    }

    @Test
    void bounds_are_set_by_their_names() {
        IndexConfig config =
                read(
                        Map.of(
                                "LAB_LANCER_WINDOWS_EXACT_MAX", "10",
                                "LAB_LANCER_CANDLES_MAX", "20",
                                "LAB_LANCER_VOLATILITY_MIN_PCT", "0.1"));
        assertThat(config.windowsExactMax()).isEqualTo(10);
        assertThat(config.candlesMax()).isEqualTo(20);
        assertThat(config.rules().volatilityMinPct()).isEqualTo(0.1);
    }

    @Test
    void annotations_are_set_by_their_names() {
        assertThat(settings(Map.of()).annotations()).isEqualTo(AnnotationRule.STANDARD);
        assertThat(
                        settings(
                                        Map.of(
                                                "LAB_LANCER_ANNOTATION_PERCENTILE", "0.99",
                                                "LAB_LANCER_ANNOTATION_COOL_DOWN", "15m"))
                                .annotations())
                .isEqualTo(new AnnotationRule(0.99, Duration.ofMinutes(15)));
        assertThatThrownBy(() ->
                        settings(Map.of("LAB_LANCER_ANNOTATION_PERCENTILE", "95")).annotations())
                .hasMessageContaining("annotation-percentile: must be");
    }

    @Test
    void what_is_no_number_or_out_of_bounds_is_refused_by_name() {
        assertThatThrownBy(() -> read(Map.of("LAB_LANCER_VOLATILITY_MIN_PCT", "little")))
                .hasMessageContaining("volatility-min-pct: must be a number");
        assertThatThrownBy(() -> read(Map.of("LAB_LANCER_VOLATILITY_MIN_PCT", "0")))
                .hasMessageContaining("volatility-min-pct: must be");
    }

    private static IndexConfig read(Map<String, String> environment) {
        return settings(environment).index(FOLDER);
    }

    private static LancerSettings settings(Map<String, String> environment) {
        return Config.read(
                        new ConfigSources().environment(environment),
                        new Config.Section<>("lancer", LancerSettings.class))
                .get(LancerSettings.class);
    }
}
