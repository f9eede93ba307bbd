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

/** Releases the kill switch of the paper desk. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = {
            "Releases the kill switch of a lab: the strategies may trade again, or do so from the"
                    + " desk's next start on.",
            "Exit code: 0 if it is released afterwards, 1 if not or not known, 3 no such lab."
        })
public final class ResumeCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    private final InstantSource clock;
    private final PrintWriter out;

    public ResumeCommand(InstantSource clock, PrintWriter out) {
        this.clock = clock;
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, InterruptedException, JsonProcessingException {
        new SwitchPage(released(), json).print(out);
        return ExitCode.DONE;
    }

    private JsonNode released() throws LabException, InterruptedException {
        var onDisk = new DeskSwitch(where.data(), clock);
        Optional<RunningLab> lab = where.running();
        if (lab.isEmpty()) {
            return onDisk.release();
        }
        try (var desk = new DeskClient(lab.get())) {
            return desk.release();
        } catch (DeskClient.DeskAwayException _) {
            return onDisk.release();
        }
    }
}
