package lab.cli.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.cli.client.LabClient;
import lab.cli.client.NotRunning;
import lab.cli.client.RunningLab;
import lab.cli.client.ServiceStatus;
import lab.cli.client.Where;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import lab.launcher.service.LabService;
import lab.launcher.service.ServiceProcess;
import lab.servicekit.http.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a lab is. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Says what runs, how far each job and tier is, the newest event time, the last"
                    + " checkpoints and dead letters.",
            "Services are asked on their own ports, so those that run apart are told too. A service"
                    + " that the lab was started without, and that does not run, is no fault; one that"
                    + " ran apart and ended without being stopped is.",
            "Exit code: 0 healthy, 1 not healthy, 3 not running."
        })
public final class StatusCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "a replay (default: the lab itself)")
    private Optional<String> name = Optional.empty();

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    private final InstantSource clock;
    private final PrintWriter out;

    public StatusCommand(InstantSource clock, PrintWriter out) {
        this.clock = clock;
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, InterruptedException, JsonProcessingException {
        Environment environment =
                name.map(it -> Environment.replay(where.data(), it))
                        .orElseGet(() -> Environment.live(where.data()));
        Optional<RunningLab> running =
                environment.isLive() ? where.running() : where.running(environment);
        if (running.isEmpty()) {
            throw notRunning(environment);
        }
        try (var client = new LabClient(running.get())) {
            ObjectNode status = withProcess(client.status(), running.get());
            client.commentary().ifPresent(said -> status.set("commentary", said));
            status.set("killswitch", new DeskSwitch(environment.own(), clock).stands());
            addServices(status, client, running.get(), environment);
            if (environment.isLive()) {
                new ReplayList(where.data()).addTo(status);
            }
            if (json) {
                out.println(
                        Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(status));
            } else {
                new StatusPage(status).print(out);
            }
            return status.path("healthy").asBoolean() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    /** What there is to tell all the same is told. */
    private NotRunning notRunning(Environment environment)
            throws LabException, InterruptedException, JsonProcessingException {
        ObjectNode status = Json.mapper().createObjectNode();
        status.put("running", false);
        new ReplayList(where.data()).addTo(status);
        if (json) {
            out.println(
                    status.has("replays")
                            ? Json.mapper()
                                    .writerWithDefaultPrettyPrinter()
                                    .writeValueAsString(status)
                            : "{\"running\" : false}");
        } else {
            StatusPage.printReplays(status.path("replays"), out);
        }
        return environment.isLive() ? NotRunning.on(where.data()) : NotRunning.replay(environment);
    }

    private static void addServices(
            ObjectNode status, LabClient client, RunningLab lab, Environment environment)
            throws LabException, InterruptedException {
        ArrayNode services = status.putArray("services");
        boolean isHealthy = status.path("healthy").asBoolean();
        for (LabService service : LabService.values()) {
            int port = service.port(lab.ports()).number();
            var said =
                    new ServiceStatus(
                            service,
                            port,
                            lab,
                            client.health(port),
                            ServiceProcess.lastOf(service, environment.own()));
            services.add(said.json());
            isHealthy &= said.isHealthy();
        }
        status.put("healthy", isHealthy);
    }

    /** What the lab says of itself, and which process that is. */
    private static ObjectNode withProcess(JsonNode said, RunningLab lab) {
        ObjectNode status = Json.mapper().createObjectNode();
        status.put("running", true);
        status.put("pid", lab.pid());
        status.put("address", "http://localhost:" + lab.consolePort());
        status.put("data", lab.data().toString());
        if (said instanceof ObjectNode fields) {
            status.setAll(fields);
        }
        return status;
    }
}
