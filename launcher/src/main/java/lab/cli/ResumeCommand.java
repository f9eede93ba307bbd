package lab.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import lab.launcher.LabException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Releases the kill switch of the paper desk. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = {
            "Releases the kill switch of a running lab: the strategies may trade again.",
            "Exit code: 0 if it is released afterwards, 1 if not or not known, 3 not running."
        })
final class ResumeCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    private final PrintWriter out;

    ResumeCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, InterruptedException, JsonProcessingException {
        RunningLab lab = where.running().orElseThrow(() -> NotRunning.on(where.data()));
        try (var desk = new DeskClient(lab)) {
            JsonNode stands = desk.release();
            new SwitchPage(stands, json).print(out);
        }
        return ExitCode.DONE;
    }
}
