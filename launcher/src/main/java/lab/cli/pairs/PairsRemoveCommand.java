package lab.cli.pairs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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

/** Has a lab follow a pair no more. */
@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        description = {
            "Has a lab follow a pair no more; one that does not run, from its next start on. What is"
                    + " recorded of it stays in every table.",
            "What accounts of the paper desk hold of it they keep, at its last price: without quotes"
                    + " nothing of it is sold. Add it again to have it traded."
        })
final class PairsRemoveCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();

    @Parameters(paramLabel = "PAIR", description = "such as SOL-USD, or BTC-USDT@binance")
    private Pair pair = new Pair("SOL-USD");

    private final InstantSource clock;
    private final PrintWriter out;

    PairsRemoveCommand(InstantSource clock, PrintWriter out) {
        this.clock = clock;
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, InterruptedException {
        Optional<RunningLab> lab = where.running();
        if (lab.isEmpty()) {
            int pairs = StoppedPairs.change(where.data(), clock, kept -> kept.remove(pair));
            out.printf("%s is not followed from the next start on; %d stay%n", pair, pairs);
            return ExitCode.DONE;
        }
        try (var client = new LabClient(lab.get())) {
            int pairs = client.change("DELETE", "/api/pairs/" + pair).size();
            out.printf(
                    "%s is not followed any more, its history stays; %d are followed still%n",
                    pair, pairs);
            List<String> holders = holders(client.get("/api/desk").path("accounts"));
            if (!holders.isEmpty()) {
                out.printf(
                        "%s: what these accounts hold of it they keep, and nothing of it is traded without quotes: %s%n",
                        pair, String.join(", ", holders));
            }
        }
        return ExitCode.DONE;
    }

    private List<String> holders(JsonNode accounts) {
        List<String> holders = new ArrayList<>();
        for (JsonNode account : accounts) {
            if (account.path("positions").has(pair.name())) {
                holders.add(account.path("account").asText());
            }
        }
        return holders;
    }
}
