package lab.cli.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.cli.client.NotRunning;
import lab.cli.client.RunningLab;
import lab.cli.client.Where;
import lab.launcher.cluster.ClusterStatus;
import lab.launcher.directory.LabException;
import lab.servicekit.http.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the processes of a cluster are. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Says of each part its pid, for how long it has run, how often it was started again,"
                    + " and whether it does its work. How far jobs and tiers are says ./lab status.",
            "Exit code: 0 healthy, 1 not healthy, 3 not running."
        })
final class ClusterStatusCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    private final InstantSource clock;
    private final PrintWriter out;

    ClusterStatusCommand(InstantSource clock, PrintWriter out) {
        this.clock = clock;
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, InterruptedException, JsonProcessingException {
        RunningLab lab;
        try {
            lab = RunningCluster.of(where);
        } catch (NotRunning e) {
            if (json) {
                out.println("{\"running\" : false}");
            }
            throw e;
        }
        List<ClusterStatus.Line> lines = ClusterStatus.of(lab.data(), lab.ports());
        boolean isHealthy =
                !lines.isEmpty() && lines.stream().allMatch(ClusterStatus.Line::healthy);
        if (json) {
            out.println(
                    Json.mapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(document(lab, lines, isHealthy)));
        } else {
            lines.forEach(this::print);
            out.println(isHealthy ? "healthy" : "not healthy");
        }
        return isHealthy ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static ObjectNode document(
            RunningLab lab, List<ClusterStatus.Line> lines, boolean isHealthy) {
        ObjectNode document = Json.mapper().createObjectNode();
        document.put("running", true);
        document.put("healthy", isHealthy);
        document.put("pid", lab.pid());
        document.put("data", lab.data().toString());
        document.put("address", "http://localhost:" + lab.consolePort());
        ArrayNode parts = document.putArray("parts");
        for (ClusterStatus.Line line : lines) {
            ObjectNode part = parts.addObject();
            part.put("part", line.part());
            line.pid().ifPresent(pid -> part.put("pid", pid));
            line.since().ifPresent(since -> part.put("since", since.toString()));
            part.put("restarts", line.restarts());
            part.put("healthy", line.healthy());
            line.reason().ifPresent(reason -> part.put("reason", reason));
        }
        return document;
    }

    private void print(ClusterStatus.Line line) {
        Instant now = clock.instant();
        out.printf(
                "%-20s %8s %9s  %2d restarts  %s%n",
                line.part(),
                line.pid().map(pid -> Long.toString(pid)).orElse("-"),
                line.since().map(since -> up(Duration.between(since, now))).orElse("-"),
                line.restarts(),
                line.reason().orElse("healthy"));
    }

    private static String up(Duration time) {
        return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }
}
