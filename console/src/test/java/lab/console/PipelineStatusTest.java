package lab.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lab.console.PipelineStatus.Feed;
import lab.console.PipelineStatus.FeedKind;
import lab.console.PipelineStatus.Job;
import lab.servicekit.Health.PartHealth;
import lab.servicekit.Health.State;
import lab.servicekit.http.Json;
import org.junit.jupiter.api.Test;

class PipelineStatusTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void is_healthy_when_every_part_is_up_and_every_job_runs() {
        assertThat(status(State.UP, "RUNNING").healthy()).isTrue();
        assertThat(status(State.STARTING, "RUNNING").healthy()).isFalse();
        assertThat(status(State.UP, "RESTARTING").healthy()).isFalse();
    }

    @Test
    void reads_as_its_document_says() {
        assertThat(Json.write(status(State.UP, "RUNNING")))
                .isEqualTo(
                        """
                        {"started":"2026-11-21T10:00:00Z",\
                        "feed":{"name":"simulator","kind":"SIMULATED","pairs":[],"simulated":true},\
                        "parts":[{"part":"broker","state":"UP","reason":"","since":"2026-11-21T10:00:00Z"}],\
                        "jobs":[{"name":"hot","state":"RUNNING","lag_messages":7,"notes":["a note"]}],"tiers":[],\
                        "dead_letters":3,"healthy":true}\
                        """);
    }

    private static PipelineStatus status(State part, String job) {
        return new PipelineStatus(
                NOW,
                new Feed("simulator", FeedKind.SIMULATED, Optional.empty()),
                List.of(new PartHealth("broker", part, "", NOW)),
                List.of(
                        new Job(
                                "hot",
                                job,
                                Optional.of(7L),
                                Optional.empty(),
                                Optional.empty(),
                                List.of("a note"))),
                List.of(),
                Optional.empty(),
                3,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
