package lab.launcher.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.backtest.report.ReportJson;
import lab.backtest.runs.KeptRun;
import lab.backtest.runs.KeptRuns;
import lab.console.PastRuns;

/** The backtests of a data directory, as the page shows them. */
public final class RunList implements PastRuns {
    private static final int SHOWN_MAX = 50;

    /** What stands beside an account's name in the list. */
    private static final List<String> FIGURES =
            List.of(
                    "account",
                    "end_equity",
                    "total_return",
                    "sharpe",
                    "drawdown",
                    "trades",
                    "costs");

    private final KeptRuns runs;

    public RunList(Path folder) {
        this.runs = new KeptRuns(folder);
    }

    @Override
    public List<JsonNode> newest() {
        try {
            List<JsonNode> newest = new ArrayList<>();
            for (KeptRun run : runs.all().stream().limit(SHOWN_MAX).toList()) {
                newest.add(line(run));
            }
            return newest;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode line(KeptRun run) {
        JsonNode report = run.report();
        ObjectNode line = ReportJson.object();
        line.put("id", run.id());
        line.put("made", run.made().toString());
        line.put("version", report.path("version").asText());
        line.set("data", report.path("data"));
        line.set("settings", report.path("settings"));
        line.set("market", figures(report.path("market")));
        ArrayNode accounts = line.putArray("accounts");
        report.path("accounts")
                .forEach(account -> accounts.add(figures(account.path("performance"))));
        return line;
    }

    private static ObjectNode figures(JsonNode performance) {
        ObjectNode figures = ReportJson.object();
        for (String name : FIGURES) {
            if (performance.has(name)) {
                figures.set(name, performance.get(name));
            }
        }
        return figures;
    }

    @Override
    public Optional<JsonNode> find(String id) {
        try {
            return runs.find(id).map(KeptRun::report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
