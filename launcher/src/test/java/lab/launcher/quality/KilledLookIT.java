package lab.launcher.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.tables.TierTables;
import lab.quality.QualityLog;
import lab.servicekit.Metrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daily look whose process is killed before it has noted what it found. */
class KilledLookIT {
    private static final int KILLED = 9;
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(2);

    @TempDir private Path dir;

    @Test
    void is_told_as_unfinished_and_done_again() throws Exception {
        TierTables.createWarm(tiers(dir));
        assertThat(lookInAProcessThatIsKilled()).isEqualTo(KILLED);
        assertThat(folder(dir)).as("what it worked with").isNotEmptyDirectory();

        var clock =
                new Object() {
                    private Instant now = Instant.now();
                };
        var look = new DataLook(tiers(dir), folder(dir), () -> clock.now);
        assertThat(look.newest()).as("half a look is none").isEmpty();
        assertThat(look.cutShort()).isPresent();
        var settings =
                new QualitySettings(Duration.ofDays(1), Duration.ofDays(1), Duration.ofMinutes(10));
        Instant market = clock.now;
        try (var runs =
                new QualityRuns(
                        look,
                        settings,
                        () -> Optional.of(market),
                        () -> clock.now,
                        Metrics.registry())) {
            runs.step();
            assertThat(runs.get().orElseThrow().trouble().orElseThrow()).contains("cut short");

            clock.now = clock.now.plus(settings.after());
            runs.step();

            assertThat(runs.get().orElseThrow().trouble()).isEmpty();
            assertThat(runs.get().orElseThrow().checkedAt()).isPresent();
            assertThat(folder(dir)).as("nothing is left of either").doesNotExist();
        }
        try (var noted = new DataLook(tiers(dir), folder(dir), Instant::now)) {
            assertThat(noted.newest().map(QualityLog.Run::time)).isPresent();
            assertThat(noted.cutShort()).isEmpty();
        }
    }

    private int lookInAProcessThatIsKilled() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(it -> it.startsWith("--add-opens") || it.startsWith("--enable"))
                .forEach(command::add);
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        Dying.class.getName(),
                        dir.toString()));
        Path said = Files.createTempFile(dir, "look", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            assertThat(process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS))
                    .as(Files.readString(said))
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static TierSettings tiers(Path dir) {
        return new TierSettings(
                "crypto",
                "crypto",
                new TierSettings.Bus("broker.test", 8090, "iggy", dir.resolve("password")),
                "fluss.test:9123",
                dir.resolve("warehouse"));
    }

    private static Path folder(Path dir) {
        return dir.resolve("quality-look");
    }

    /** A look's clock is asked once all rules were applied: there it ends, as a kill ends it. */
    static final class Dying {
        private Dying() {}

        public static void main(String[] arguments) throws Exception {
            Path dir = Path.of(arguments[0]);
            try (var look =
                    new DataLook(
                            tiers(dir),
                            folder(dir),
                            () -> {
                                Runtime.getRuntime().halt(KILLED);
                                throw new IllegalStateException("halted");
                            })) {
                look.look(Instant.now().minus(Duration.ofDays(1)));
            }
        }
    }
}
