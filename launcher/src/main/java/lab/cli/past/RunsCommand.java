package lab.cli.past;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import lab.backtest.report.ReportJson;
import lab.backtest.runs.KeptRun;
import lab.backtest.runs.KeptRuns;
import lab.cli.client.ExitCode;
import lab.cli.client.Where;
import lab.launcher.directory.LabException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The backtests that were made. */
@Command(
        name = "runs",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the backtests that were made; shows one, or compares two.",
            "A run is known by its code, data and settings: made again, it is the same run."
        })
public final class RunsCommand implements Callable<Integer> {
    private static final int HASH_SHOWN = 12;
    private static final List<String> FIGURES =
            List.of(
                    "end_equity",
                    "total_return",
                    "cagr",
                    "volatility",
                    "sharpe",
                    "sortino",
                    "calmar",
                    "drawdown.depth",
                    "exposure",
                    "turnover",
                    "costs.fees",
                    "costs.slippage",
                    "costs.spread",
                    "costs.fills",
                    "trades.count",
                    "trades.win_rate",
                    "trades.profit_factor",
                    "trades.expectancy");

    @Mixin private Where where = new Where();

    @Parameters(
            paramLabel = "RUN",
            arity = "0..2",
            description = "the id of a run, or its beginning")
    private List<String> ids = List.of();

    @Option(names = "--json", description = "as JSON; of one run all that was kept")
    private boolean json;

    private final PrintWriter out;

    public RunsCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        var runs = new KeptRuns(where.data().backtests());
        switch (ids.size()) {
            case 0 -> list(runs.all());
            case 1 -> show(find(runs, ids.getFirst()));
            default -> compare(find(runs, ids.getFirst()), find(runs, ids.getLast()));
        }
        return ExitCode.DONE;
    }

    private KeptRun find(KeptRuns runs, String id) throws IOException, LabException {
        return runs.find(id)
                .orElseThrow(() ->
                        new LabException(
                                "run %s: it must be one of those that ./lab runs lists, is none or more than one"
                                        .formatted(id)));
    }

    private void list(List<KeptRun> runs) {
        if (json) {
            var all = ReportJson.array();
            runs.forEach(run ->
                    all.add(
                            ReportJson.object()
                                    .put("id", run.id())
                                    .put("made", run.made().toString())
                                    .set("data", run.report().path("data"))));
            out.println(ReportJson.write(all));
            return;
        }
        if (runs.isEmpty()) {
            out.println("no backtest was made in this data directory yet: ./lab backtest --help");
            return;
        }
        out.printf(Locale.ROOT, "%-13s %-20s %-16s %s%n", "run", "made", "pairs", "accounts");
        for (KeptRun run : runs) {
            String accounts =
                    StreamSupport.stream(run.report().path("accounts").spliterator(), false)
                            .map(it -> it.path("performance"))
                            .map(it ->
                                    String.format(
                                            Locale.ROOT,
                                            "%s %+.2f %%",
                                            it.path("account").asText(),
                                            it.path("total_return").asDouble() * 100))
                            .collect(Collectors.joining(", "));
            out.printf(
                    Locale.ROOT,
                    "%-13s %-20.20s %-16s %s%n",
                    run.id(),
                    run.made(),
                    String.join(",", run.pairs()),
                    accounts);
        }
    }

    private void show(KeptRun run) {
        if (json) {
            out.println(ReportJson.write(run.report()));
            return;
        }
        said(run);
        for (JsonNode performance : run.performances()) {
            out.printf("%n%s%n", performance.path("account").asText());
            FIGURES.forEach(figure ->
                    out.printf(Locale.ROOT, "  %-22s %18s%n", figure, figure(performance, figure)));
        }
    }

    private void said(KeptRun run) {
        JsonNode data = run.report().path("data");
        out.printf(
                "run %s, code %s, data %s: %s, %s to %s%n",
                run.id(),
                run.report().path("version").asText(),
                data.path("hash").asText().substring(0, HASH_SHOWN),
                String.join(", ", run.pairs()),
                run.from(),
                run.to());
        out.printf("  settings %s%n", run.report().path("settings"));
    }

    private void compare(KeptRun one, KeptRun two) {
        said(one);
        said(two);
        out.println(
                one.report()
                                .path("data")
                                .path("hash")
                                .equals(two.report().path("data").path("hash"))
                        ? "the data are the same"
                        : "! the data are not the same: figures of different pasts say little of"
                                + " each other");
        var accounts = new TreeSet<String>();
        one.performances().forEach(it -> accounts.add(it.path("account").asText()));
        two.performances().forEach(it -> accounts.add(it.path("account").asText()));
        for (String account : accounts) {
            Optional<JsonNode> left = one.performance(account);
            Optional<JsonNode> right = two.performance(account);
            out.printf(Locale.ROOT, "%n%-24s %18s %18s%n", account, one.id(), two.id());
            for (String figure : FIGURES) {
                out.printf(
                        Locale.ROOT,
                        "  %-22s %18s %18s%n",
                        figure,
                        left.map(it -> figure(it, figure)).orElse("-"),
                        right.map(it -> figure(it, figure)).orElse("-"));
            }
        }
    }

    private static String figure(JsonNode performance, String path) {
        JsonNode node = performance.at("/" + path.replace('.', '/'));
        if (node.isMissingNode() || node.isNull()) {
            return "unknown";
        }
        return node.isIntegralNumber()
                ? node.asText()
                : String.format(Locale.ROOT, "%.6f", node.asDouble());
    }
}
