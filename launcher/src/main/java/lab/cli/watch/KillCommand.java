package lab.cli.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.cli.client.DeskClient;
import lab.cli.client.ExitCode;
import lab.cli.client.RunningLab;
import lab.cli.client.Where;
import lab.launcher.directory.LabException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Engages the kill switch of the paper desk. */
@Command(
        name = "kill",
        mixinStandardHelpOptions = true,
        description = {
            "Engages the kill switch of a lab: no order of any strategy leaves the paper desk any"
                    + " more, through restarts too, until ./lab resume. What is held stays held."
                    + " Where the desk does not run, it is engaged for its next start.",
            "Exit code: 0 if it is engaged afterwards, 1 if not or not known, 3 no such lab."
        })
public final class KillCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "why, for whoever finds it engaged; of one that is engaged it stays")
    private Optional<String> reason = Optional.empty();

    private final InstantSource clock;
    private final PrintWriter out;

    public KillCommand(InstantSource clock, PrintWriter out) {
        this.clock = clock;
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, InterruptedException, JsonProcessingException {
        new SwitchPage(engaged(), json).print(out);
        return ExitCode.DONE;
    }

    /** By the desk that runs, which then has nothing on its way; else by its file. */
    private JsonNode engaged() throws LabException, InterruptedException {
        var onDisk = new DeskSwitch(where.data(), clock);
        Optional<RunningLab> lab = where.running();
        if (lab.isEmpty()) {
            return onDisk.engage(reason);
        }
        try (var desk = new DeskClient(lab.get())) {
            return desk.engage(reason);
        } catch (DeskClient.DeskAwayException _) {
            return onDisk.engage(reason);
        }
    }
}
