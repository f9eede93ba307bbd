package lab.launcher.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import lab.launcher.notify.NotifySettings.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotifySettingsTest {
    @TempDir Path folder;

    @Test
    void a_file_may_say_it_and_the_environment_wins() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("notify.properties"),
                        """
                        notify.url=https://one.example/a
                        notify.per-minute=3
                        notify.what=fills
                        """);

        NotifySettings read =
                NotifySettings.read(file, Map.of("LAB_NOTIFY_URL", "https://two.example/b"));

        assertThat(read.url()).contains("https://two.example/b");
        assertThat(read.perMinute()).isEqualTo(3);
        assertThat(read.what()).containsExactly(Kind.FILLS);
        assertThat(LabChangesTest.settings(Map.of()).url()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "ftp://host/hunter2",
                "https:///hunter2",
                "https://ho st/hunter2",
                "https://api.telegram.org/bothunter2/sendMessage",
                "https://api.telegram.org/bothunter2/sendMessage?text=hunter2"
            })
    void an_address_that_cannot_be_is_refused_without_repeating_it(String url) {
        assertThatThrownBy(() -> LabChangesTest.settings(Map.of("LAB_NOTIFY_URL", url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("notify.url")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void what_is_misspelt_is_refused() {
        assertThatThrownBy(() -> LabChangesTest.settings(Map.of("LAB_NOTIFY_WHAT", "fils")))
                .hasMessageContaining("kill_switch");
        assertThatThrownBy(() -> LabChangesTest.settings(Map.of("LAB_NOTIFY_PER_MINUTE", "0")))
                .hasMessageContaining("must be 1 to 60");
    }
}
