package lab.cli.pairs;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.cli.client.LabClient;
import lab.cli.client.RunningLab;
import lab.cli.client.Where;
import lab.domain.Pair;
import lab.launcher.directory.LabException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Has a lab follow one more pair. */
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = {
            "Has a lab follow one more pair from now on; one that does not run, from its next start"
                    + " on. The exchange is asked whether it lists the pair.",
            "A simulated market gives the pair a price of its own from then on, which follows from"
                    + " the market's seed and the pair's name, and changes no other pair."
        })
final class PairsAddCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();

    @Parameters(
            paramLabel = "PAIR",
            description =
                    "such as SOL-USD, or BTC-USDT@binance of an exchange beside the lab's own")
    private Pair pair = new Pair("SOL-USD");

    private final InstantSource clock;
    private final PrintWriter out;

    PairsAddCommand(InstantSource clock, PrintWriter out) {
        this.clock = clock;
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, InterruptedException {
        Optional<RunningLab> lab = where.running();
        if (lab.isEmpty()) {
            int pairs = StoppedPairs.change(where.data(), clock, kept -> kept.add(pair));
            out.printf("%s is followed from the next start on, with %d others%n", pair, pairs - 1);
            return ExitCode.DONE;
        }
        try (var client = new LabClient(lab.get())) {
            int pairs = client.change("POST", "/api/pairs/" + pair).size();
            out.printf("%s is followed, with %d others%n", pair, pairs - 1);
        }
        return ExitCode.DONE;
    }
}
