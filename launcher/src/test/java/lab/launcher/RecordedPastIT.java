package lab.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lab.backtest.recorded.Verification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A simulated market that was lived through a kill, and what the run of its past comes to. */
class RecordedPastIT {
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(5);
    private static final String EVENTS = "24000";

    @TempDir private Path dir;

    @Test
    void the_past_run_again_comes_to_what_was_lived_through_a_kill() throws Exception {
        Path data = dir.resolve("data");
        String ports = Integer.toString(TestOffset.any());
        try (LabProcess lab = LabProcess.start(dir, up(data, ports, "1", "200"))) {
            lab.await("a first checkpoint", ENDS_WITHIN, () -> hasCheckpoint(data, "cold"));
            lab.kill();
        }
        assertThat(LabProcess.run(dir, ENDS_WITHIN, up(data, ports, "2", "max")))
                .contains("every tier holds all of it");

        Verification past =
                new RecordedLab(new DataDir(data), new Ports(0), Map.of())
                        .verify(List.of(), Optional.empty());

        assertThat(past.firstDifference()).isEmpty();
        assertThat(past.upTo()).as("all of it").isEmpty();
        assertThat(past.messages()).isGreaterThan(24_000);
        assertThat(past.decided()).containsExactly("buy-and-hold", "momentum");
        assertThat(past.executions()).isGreaterThan(6);
        assertThat(past.transfers()).isGreaterThan(6);
        assertThat(past.candles()).isGreaterThan(30);
        assertThat(
                        LabProcess.run(
                                dir,
                                ENDS_WITHIN,
                                "backtest",
                                "--verify",
                                "momentum",
                                "--data",
                                data.toString()))
                .as("one account decided anew, the others as sent")
                .contains("equal       " + past.hash());
    }

    private static String[] up(Path data, String ports, String parallelism, String speed) {
        return Stream.concat(
                        Stream.of("up"),
                        List.of(
                                "--data",
                                data.toString(),
                                "--port-offset",
                                ports,
                                "--feed",
                                "simulator",
                                "--seed",
                                "7",
                                "--events",
                                EVENTS,
                                "--speed",
                                speed,
                                "--parallelism",
                                parallelism,
                                "--until-end")
                                .stream())
                .toArray(String[]::new);
    }

    private static boolean hasCheckpoint(Path data, String job) {
        Path folder = new DataDir(data).checkpoints().resolve(job);
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.anyMatch(file -> file.endsWith("_metadata"));
        } catch (IOException e) {
            return false;
        }
    }
}
