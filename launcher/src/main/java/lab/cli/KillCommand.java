package lab.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.launcher.LabException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Engages the kill switch of the paper desk. */
@Command(
        name = "kill",
        mixinStandardHelpOptions = true,
        description = {
            "Engages the kill switch of a running lab: no order of any strategy leaves the paper"
                    + " desk any more, through restarts too, until ./lab resume. What is held stays"
                    + " held.",
            "Exit code: 0 if it is engaged afterwards, 1 if not or not known, 3 not running."
        })
final class KillCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "why, for whoever finds it engaged; of one that is engaged it stays")
    private Optional<String> reason = Optional.empty();

    private final PrintWriter out;

    KillCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, InterruptedException, JsonProcessingException {
        RunningLab lab = where.running().orElseThrow(() -> NotRunning.on(where.data()));
        try (var desk = new DeskClient(lab)) {
            JsonNode stands = desk.engage(reason);
            new SwitchPage(stands, json).print(out);
        }
        return ExitCode.DONE;
    }
}
