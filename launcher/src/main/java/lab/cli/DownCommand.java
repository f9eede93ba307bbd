package lab.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.cli.client.NotRunning;
import lab.cli.client.RunningLab;
import lab.cli.client.Where;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import lab.launcher.process.ControlFile;
import lab.launcher.process.DataDirLock;
import lab.launcher.replay.Replays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stops a lab and waits for it. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops the lab of a data directory, or one of its replays, and waits for it.")
final class DownCommand implements Callable<Integer> {
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    @Mixin private Where where = new Where();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "a replay (default: the lab itself)")
    private Optional<String> name = Optional.empty();

    private final PrintWriter out;

    DownCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, InterruptedException {
        if (name.isPresent()) {
            return replay(Environment.replay(where.data(), name.get()));
        }
        var running = where.running();
        if (running.isEmpty()) {
            throw NotRunning.on(where.data());
        }
        RunningLab lab = running.get();
        var process = lab.control().process();
        if (process.isPresent()) {
            stop(process.get(), lab.data());
        }
        out.printf("lab stopped (pid %d, data directory %s)%n", lab.pid(), lab.data());
        return ExitCode.DONE;
    }

    private int replay(Environment replay) throws LabException, InterruptedException {
        ControlFile control = Replays.running(replay).orElseThrow(() -> NotRunning.replay(replay));
        var process = control.process();
        if (process.isPresent()) {
            stop(process.get(), replay.own());
        }
        out.printf(
                "%s stopped (pid %d, data directory %s)%n", replay, control.pid(), replay.data());
        return ExitCode.DONE;
    }

    /**
     * Has ended, or has let go of its directory: a parent that does not look keeps it as a zombie.
     */
    private static void stop(ProcessHandle process, DataDir data)
            throws LabException, InterruptedException {
        process.destroy();
        long deadline = System.nanoTime() + STOPS_WITHIN.toNanos();
        while (process.isAlive() && DataDirLock.isHeldElsewhere(data)) {
            if (System.nanoTime() > deadline) {
                throw new LabException(
                        "lab (pid %d): it must stop within %d s, still runs; kill -9 it, nothing is lost by that"
                                .formatted(process.pid(), STOPS_WITHIN.toSeconds()));
            }
            Thread.sleep(LOOK_EVERY);
        }
    }
}
