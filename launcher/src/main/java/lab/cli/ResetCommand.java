package lab.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import lab.cli.client.ExitCode;
import lab.cli.client.Where;
import lab.launcher.bus.BrokerAddress;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import lab.launcher.process.DataDirLock;
import lab.launcher.process.Logs;
import lab.launcher.reset.Reset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes the data of a lab away. */
@Command(
        name = "reset",
        mixinStandardHelpOptions = true,
        description = {
            "Takes the data of a stopped lab away, after asking.",
            "With --only derived it keeps the bus, the cold tier, imported candles, which market"
                    + " the directory holds and the secrets; the next start makes the rest of them"
                    + " anew: candles, ledger, hot tier, index and the desk's positions. Replays are"
                    + " taken away.",
            "What retention has taken from the beginning of the bus is put back from the cold tier"
                    + " first; where that lacks it, or the bus is one of your own, nothing is changed.",
            "Exit code: 0 done, 1 not done, 2 nobody to ask and no --yes."
        })
final class ResetCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();

    @Option(names = "--yes", description = "do not ask")
    private boolean yes;

    @Option(
            names = "--only",
            paramLabel = "derived",
            description = "derived: what can be made anew from the bus and the cold tier")
    private Optional<String> only = Optional.empty();

    @Option(
            names = "--iggy",
            paramLabel = "HOST:PORT",
            description =
                    "with --only derived: the broker that holds the bus, if it is one of your own;"
                            + " its user and password in IGGY_USERNAME and IGGY_PASSWORD")
    private Optional<BrokerAddress> broker = Optional.empty();

    private final InstantSource clock;
    private final PrintWriter out;
    private final BooleanSupplier isTerminal;

    ResetCommand(InstantSource clock, PrintWriter out) {
        this(clock, out, ResetCommand::hasTerminal);
    }

    ResetCommand(InstantSource clock, PrintWriter out, BooleanSupplier isTerminal) {
        this.clock = clock;
        this.out = out;
        this.isTerminal = isTerminal;
    }

    /** NullAway's model of the JDK is older than the rule that there is always a console. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean hasTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    @Override
    public Integer call() throws LabException, InterruptedException, IOException {
        boolean isDerived = only.isPresent();
        if (isDerived && !only.get().equals("derived")) {
            throw new IllegalArgumentException("--only: must be derived, was " + only.get());
        }
        DataDir data = where.data();
        data.checkIsLab();
        if (isDerived) {
            data.checkPlace();
        }
        if (!yes && !isTerminal.getAsBoolean()) {
            throw new IllegalArgumentException(
                    "reset: there is no terminal to ask on; give --yes if %s is to be taken away"
                            .formatted(what(isDerived, data)));
        }
        try (DataDirLock _ = DataDirLock.take(data, "lab reset")) {
            if (!yes && !isAgreed(what(isDerived, data))) {
                throw new LabException("reset: nothing is changed, you did not say yes");
            }
            mustRest(data);
            return reset(data, isDerived);
        }
    }

    /** One beside a lab that was stopped waits for it, on what is about to be taken away. */
    private static void mustRest(DataDir data) throws LabException {
        for (Environment replay : Environment.replays(data)) {
            if (DataDirLock.isHeldElsewhere(replay.own())) {
                throw new LabException(
                        "%s: it must not run; stop it with ./lab down --name %s --data %s"
                                .formatted(replay, replay.name(), data));
            }
        }
    }

    private int reset(DataDir data, boolean isDerived) throws LabException, InterruptedException {
        var reset =
                new Reset(
                        data,
                        broker,
                        System.getenv(),
                        clock,
                        line -> {
                            out.println(line);
                            out.flush();
                        });
        if (!isDerived) {
            reset.all();
            out.printf("%s is empty%n", data);
            return ExitCode.DONE;
        }
        Logs.toFiles(data.logs());
        reset.derived();
        List.of(
                        "kept: bus, cold tier, imported candles, market, secrets, journals; replays"
                                + " are gone",
                        "the next ./lab up makes the rest anew")
                .forEach(out::println);
        return ExitCode.DONE;
    }

    private static String what(boolean isDerived, DataDir data) {
        return isDerived ? "all that is derived in " + data : "all data in " + data;
    }

    private boolean isAgreed(String what) throws IOException {
        out.printf("This takes away %s. Type yes to go on: ", what);
        out.flush();
        var in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        String answer = in.readLine();
        return answer != null && answer.strip().equalsIgnoreCase("yes");
    }
}
