package lab.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import lab.cli.client.ExitCode;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.service.LabPorts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs a small simulated market and a few queries to their ends, for a JVM that takes notes: the
 * script calls it after a build, so that later starts find their classes loaded and linked.
 */
@Command(
        name = "rehearse",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Runs what a start and a query run, once, on free ports.")
final class RehearseCommand implements Callable<Integer> {
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(3);
    private static final int OFFSET_MIN = 1_000;
    private static final int OFFSET_MAX = 20_000;
    private static final int TRIES_MAX = 100;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "a new directory; the caller deletes it")
    private Path data = Path.of("");

    private final InstantSource clock;

    RehearseCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws LabException {
        endInAnyCase();
        String offset = Integer.toString(freeOffset(RehearseCommand::isFree));
        for (String[] command : commands(data.toString(), offset)) {
            int code = quietly(command);
            if (code != ExitCode.DONE) {
                throw new LabException(
                        "rehearsal: each command must succeed, %s ended with %d"
                                .formatted(String.join(" ", command), code));
            }
        }
        return ExitCode.DONE;
    }

    static List<String[]> commands(String data, String offset) {
        return List.of(
                new String[] {
                    "up",
                    "--data",
                    data,
                    "--port-offset",
                    offset,
                    "--feed",
                    "simulator",
                    "--seed",
                    "7",
                    "--events",
                    "4000",
                    "--speed",
                    "max",
                    "--until-end"
                },
                new String[] {
                    "sql",
                    "--data",
                    data,
                    "--port-offset",
                    offset,
                    "--format",
                    "csv",
                    "-e",
                    "SELECT pair, COUNT(*) FROM cold.crypto.trades GROUP BY pair; SELECT * FROM"
                            + " warm.crypto.candles_1m ORDER BY window_start DESC LIMIT 5"
                });
    }

    /** Errors are told, as the script keeps them; answers are of no interest. */
    private int quietly(String... arguments) {
        var nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new LabCommandLine(clock, nowhere, System.err).run(arguments);
    }

    static int freeOffset(IntPredicate isFree) throws LabException {
        Optional<Integer> found =
                IntStream.generate(
                                () -> ThreadLocalRandom.current().nextInt(OFFSET_MIN, OFFSET_MAX))
                        .limit(TRIES_MAX)
                        .filter(isFree)
                        .boxed()
                        .findFirst();
        return found.orElseThrow(() ->
                new LabException(
                        "rehearsal: some ports must be free, none were in %d tries"
                                .formatted(TRIES_MAX)));
    }

    private static boolean isFree(int offset) {
        return Ports.firstBusy(LabPorts.all(new Ports(offset))).isEmpty();
    }

    private static void endInAnyCase() {
        Thread.ofPlatform()
                .name("rehearsal-deadline")
                .daemon()
                .start(() -> {
                    try {
                        Thread.sleep(ENDS_WITHIN);
                        Runtime.getRuntime().halt(ExitCode.FAILED);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }
}
