package lab.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lab.launcher.LabException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops a lab and waits for it. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops the lab of a data directory cleanly and waits for it.")
final class DownCommand implements Callable<Integer> {
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);

    @Mixin private Where where = new Where();
    private final PrintWriter out;

    DownCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, InterruptedException {
        var running = where.running();
        if (running.isEmpty()) {
            throw NotRunning.on(where.data());
        }
        RunningLab lab = running.get();
        var process = lab.control().process();
        if (process.isPresent()) {
            stop(process.get());
        }
        out.printf("lab stopped (pid %d, data directory %s)%n", lab.pid(), lab.data());
        return ExitCode.DONE;
    }

    private static void stop(ProcessHandle process) throws LabException, InterruptedException {
        process.destroy();
        try {
            process.onExit().get(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new LabException(
                    "lab (pid %d): it must stop within %d s, still runs; kill -9 it, nothing is lost by that"
                            .formatted(process.pid(), STOPS_WITHIN.toSeconds()),
                    e);
        } catch (ExecutionException e) {
            throw new LabException("lab: its end must be waited for, " + e.getMessage(), e);
        }
    }
}
