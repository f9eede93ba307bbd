package lab.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A part that cannot do its work is never taken for one that has nothing to do. */
class FailedPartIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String NEWER = "{\"format\":9}";

    @TempDir private Path folder;

    private LabProcess up() throws IOException {
        return LabProcess.start(
                folder,
                "up",
                "--feed",
                "simulator",
                "--seed",
                "7",
                "--speed",
                "max",
                "--events",
                "200",
                "--until-end",
                "--data",
                folder.resolve("lab").toString(),
                "--port-offset",
                String.valueOf(TestOffset.any()));
    }

    @Test
    void a_run_whose_desk_or_feed_cannot_begin_ends_with_the_reason_and_not_with_success()
            throws Exception {
        Path desk = folder.resolve("lab").resolve("desk");
        Files.createDirectories(desk);
        Files.writeString(desk.resolve("desk.json"), NEWER);
        try (LabProcess lab = up()) {
            assertThat(lab.awaitExit(PATIENCE)).as("%s", lab).isEqualTo(1);
            assertThat(lab.err())
                    .containsOnlyOnce("paper desk: it must run, has failed")
                    .contains("desk.json", "is of format 9", "./lab reset");
            assertThat(lab.out()).doesNotContain("every tier holds all of it");
        }
        assertThat(desk.resolve("desk.json")).hasContent(NEWER);

        Path position = feedPosition();
        Files.writeString(position, NEWER);
        try (LabProcess lab = up()) {
            assertThat(lab.awaitExit(PATIENCE)).as("%s", lab).isEqualTo(1);
            assertThat(lab.err())
                    .containsOnlyOnce("feed: it must start")
                    .contains(position.getFileName().toString(), "is of format 9", "./lab reset");
            assertThat(lab.out()).as("nobody is told that it is up").doesNotContain("is up");
        }
    }

    private Path feedPosition() throws IOException {
        try (var kept = Files.newDirectoryStream(folder.resolve("lab/feed"), "simulator-*.json")) {
            return kept.iterator().next();
        }
    }
}
