package lab.launcher.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import lab.launcher.directory.LabException;
import lab.topics.BusRetention;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BusSettingsTest {
    @Test
    void keeps_a_week_and_10_gb_and_waits_for_no_disk_unless_told() throws LabException {
        BusSettings settings = BusSettings.read(Map.of());

        assertThat(settings.kept()).isEqualTo(BusRetention.DEFAULT);
        assertThat(settings.fsync()).isFalse();
        assertThat(settings.segmentBytes()).isEqualTo(312_500_000);
    }

    @Test
    void takes_the_environment() throws LabException {
        BusSettings settings =
                BusSettings.read(
                        Map.of(
                                "LAB_BUS_RETENTION", "12h",
                                "LAB_BUS_SIZE", "64MB",
                                "LAB_BUS_FSYNC", "true"));

        assertThat(settings.kept()).isEqualTo(new BusRetention(Duration.ofHours(12), 64_000_000));
        assertThat(settings.fsync()).isTrue();
        assertThat(settings.segmentBytes()).isEqualTo(2_000_000);
    }

    @ParameterizedTest
    @CsvSource({
        "LAB_BUS_RETENTION, 0s, 'bus: bus retention: must be 1 minute or more, was 0s'",
        "LAB_BUS_RETENTION, 59s, 'bus: bus retention: must be 1 minute or more, was 59s'",
        "LAB_BUS_SIZE, 1MB, 'bus: bus size: must be 64000000 bytes or more, was 1000000'",
    })
    void says_what_was_typed_and_not_how_java_writes_it(String key, String text, String said) {
        assertThatThrownBy(() -> BusSettings.check(Map.of(key, text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(said);
    }

    @Test
    void what_was_lost_stops_jobs_unless_a_file_or_the_environment_accepts_it(@TempDir Path folder)
            throws Exception {
        Path file = Files.writeString(folder.resolve("bus.properties"), "bus.on-loss=accept\n");

        assertThat(BusSettings.read(Map.of()).onLoss()).isEqualTo(BusSettings.OnLoss.STOP);
        assertThat(BusSettings.read(Map.of("LAB_BUS_ON_LOSS", "accept")).onLoss())
                .isEqualTo(BusSettings.OnLoss.ACCEPT);
        assertThat(BusSettings.read(file, Map.of()).onLoss()).isEqualTo(BusSettings.OnLoss.ACCEPT);
        assertThat(BusSettings.read(file, Map.of("LAB_BUS_ON_LOSS", "stop")).onLoss())
                .isEqualTo(BusSettings.OnLoss.STOP);
        assertThatThrownBy(() -> BusSettings.check(Map.of("LAB_BUS_ON_LOSS", "ignore")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ignore");
    }

    @Test
    void refuses_what_is_no_setting() {
        assertThatThrownBy(() -> BusSettings.read(Map.of("LAB_BUS_SIZE", "much")))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("such as 10GB");
        assertThatThrownBy(() -> BusSettings.read(Map.of("LAB_BUS_RETENTION", "7 weeks")))
                .isInstanceOf(LabException.class);
        assertThatThrownBy(() -> BusSettings.read(Map.of("LAB_BUS_RETENTON", "7d")))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("LAB_BUS_RETENTION");
    }
}
