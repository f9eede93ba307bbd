package lab.cli.pairs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.cli.client.LabClient;
import lab.cli.client.RunningLab;
import lab.cli.client.Where;
import lab.launcher.directory.LabException;
import lab.servicekit.http.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which pairs a lab follows. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Which pairs a lab follows, since when, how each stands, and the event time of its newest"
                    + " tick in this run: live, waiting while nothing has come of it yet, ended with"
                    + " the reason, or stopped where the lab does not run."
        })
final class PairsListCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    private final InstantSource clock;
    private final PrintWriter out;

    PairsListCommand(InstantSource clock, PrintWriter out) {
        this.clock = clock;
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, InterruptedException, JsonProcessingException {
        JsonNode pairs = pairs();
        if (json) {
            out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(pairs));
            return ExitCode.DONE;
        }
        out.printf("%-14s %-22s %-8s %s%n", "pair", "since", "state", "newest tick");
        for (JsonNode pair : pairs) {
            out.printf(
                    "%-14s %-22.19s %-8s %s%s%n",
                    pair.path("pair").asText(),
                    pair.path("since").asText("-"),
                    pair.path("state").asText(),
                    pair.path("newest_tick").asText("-"),
                    pair.has("reason") ? "; " + plain(pair.path("reason").asText()) : "");
        }
        return ExitCode.DONE;
    }

    private JsonNode pairs() throws LabException, InterruptedException {
        Optional<RunningLab> lab = where.running();
        if (lab.isEmpty()) {
            return Json.mapper().valueToTree(StoppedPairs.of(where.data(), clock));
        }
        try (var client = new LabClient(lab.get())) {
            return client.get("/api/pairs");
        }
    }

    /** An exchange wrote it: it must not steer the terminal. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
