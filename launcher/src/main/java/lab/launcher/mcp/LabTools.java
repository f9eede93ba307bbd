package lab.launcher.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import lab.launcher.directory.Ports;
import lab.launcher.service.LabService;
import lab.servicekit.http.ServiceAnswers;
import lab.servicekit.http.ServiceException;

/**
 * What may be asked. Each tool passes on what the lab's REST says, so that a model is told what a
 * person sees; nothing of it changes anything.
 */
final class LabTools {
    private static final Set<Integer> OK = Set.of(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ROWS_USUAL = 100;
    private static final int ROWS_MAX = 1_000;
    private static final String PAIR = "such as BTC-USD";
    private static final String AS_OF =
            "by what was known at this event time, ISO-8601 UTC; without, now";

    private final LabRest lab;

    LabTools(LabRest lab) {
        this.lab = lab;
    }

    List<LabTool> all() {
        return List.of(
                new LabTool(
                        "status",
                        "How the lab is",
                        "What runs, what feeds it (LIVE, SIMULATED, RECORDED or REPLAYED: simulated"
                                + " prices are made up), how far each job and tier is, and what is"
                                + " wrong.",
                        LabTool.arguments(Map.of()),
                        arguments -> get(Ports::console, "/api/status")),
                new LabTool(
                        "prices",
                        "Newest prices",
                        "The newest price, bid and ask of every pair.",
                        LabTool.arguments(Map.of()),
                        arguments -> get(Ports::console, "/api/prices")),
                new LabTool(
                        "candles",
                        "Candles of a pair",
                        "One-minute candles of a pair's newest minutes, oldest first.",
                        LabTool.arguments(
                                Map.of(
                                        "pair!", LabTool.text(PAIR),
                                        "minutes",
                                                LabTool.number("how many (default 60)", 1, 1_440))),
                        arguments ->
                                get(
                                        Ports::console,
                                        "/api/candles/%s?minutes=%d"
                                                .formatted(
                                                        arguments.pair(),
                                                        arguments.number(
                                                                "minutes", 60, 1, 1_440)))),
                new LabTool(
                        "signals",
                        "Past hours like the newest one",
                        "The past hours most like the pair's newest one, what came of each, and the"
                                + " percentile that says how good the best match is by chance: without"
                                + " a high one the matches mean nothing.",
                        LabTool.arguments(
                                Map.of("pair!", LabTool.text(PAIR), "as_of", LabTool.text(AS_OF))),
                        arguments ->
                                get(
                                        LabService.LANCER::on,
                                        "/api/signals/" + arguments.pair() + asOf(arguments))),
                new LabTool(
                        "commentary",
                        "Commentary on a pair",
                        "What the analyst says of a pair, by whom (a local model, or fixed rules),"
                                + " with the facts that it saw and the verdict of its check. REVIEW"
                                + " means that it is not to be relied on.",
                        LabTool.arguments(
                                Map.of("pair!", LabTool.text(PAIR), "as_of", LabTool.text(AS_OF))),
                        arguments ->
                                get(
                                        LabService.ANALYST::on,
                                        "/api/latest/" + arguments.pair() + asOf(arguments))),
                new LabTool(
                        "positions",
                        "What the paper accounts have",
                        "Cash, positions, equity and risk state of each paper account, and whether"
                                + " its lead could be luck.",
                        LabTool.arguments(Map.of("account", LabTool.text("this one alone"))),
                        arguments ->
                                get(
                                        LabService.CONSENSUS::on,
                                        "/api/positions" + account(arguments))),
                new LabTool(
                        "trades",
                        "What was traded or refused",
                        "The newest executions and what the risk rules refused, oldest first. The"
                                + " field decision is the id that the tool why takes.",
                        LabTool.arguments(
                                Map.of(
                                        "account", LabTool.text("this one alone"),
                                        "limit",
                                                LabTool.number("how many (default 50)", 1, 1_000))),
                        arguments ->
                                get(
                                        LabService.CONSENSUS::on,
                                        "/api/trades?limit=%d%s"
                                                .formatted(
                                                        arguments.number("limit", 50, 1, 1_000),
                                                        account(arguments).replace('?', '&')))),
                new LabTool(
                        "why",
                        "Why this trade",
                        "All that is kept of one order or decision: what was known and unknown,"
                                + " what the services told, the rule that decided, the risk state, the"
                                + " quote that filled it, the transfers that followed. A decision to"
                                + " hold or a refusal has the id STRATEGY:PAIR:TIME, such as"
                                + " momentum:BTC-USD:20260102T030415Z.",
                        LabTool.arguments(
                                Map.of(
                                        "account!", LabTool.text("such as momentum"),
                                        "order_id!",
                                                LabTool.text("of an order, or of a decision"))),
                        arguments ->
                                get(
                                        LabService.CONSENSUS::on,
                                        "/api/why/%s/%s"
                                                .formatted(
                                                        arguments.account(), arguments.orderId()))),
                new LabTool(
                        "audit",
                        "Whether the books are right",
                        "Recomputes the ledger from its transfers, compares all tiers, and says how"
                                + " each account did beside buy and hold. Takes seconds.",
                        LabTool.arguments(
                                Map.of("account", LabTool.text("figures of this one alone"))),
                        arguments ->
                                get(LabService.CONSENSUS::on, "/api/audit" + account(arguments))),
                new LabTool(
                        "sql",
                        "A query over the tables",
                        "One Flink SQL query over what is stored (batch). Catalogs are tiers: hot,"
                                + " warm, cold; the database is crypto. Such as warm.crypto.candles_1m"
                                + " (pair, window_start, open, high, low, close, volume),"
                                + " warm.crypto.executions, warm.crypto.transfers,"
                                + " warm.crypto.balances, cold.crypto.trades, cold.crypto.ticks. Broken"
                                + " off after 30 s; say LIMIT.",
                        LabTool.arguments(
                                Map.of(
                                        "query!", LabTool.text("SELECT … or WITH … SELECT …"),
                                        "rows",
                                                LabTool.number(
                                                        "how many at most (default 100)",
                                                        1,
                                                        ROWS_MAX))),
                        this::sql),
                new LabTool(
                        "runs",
                        "Backtests that were made",
                        "The newest backtests with their figures; with an id all that was kept of"
                                + " one.",
                        LabTool.arguments(Map.of("id", LabTool.text("of one run"))),
                        arguments ->
                                get(
                                        Ports::console,
                                        "/api/runs"
                                                + arguments
                                                        .text("id")
                                                        .map(id -> "/" + encoded(id))
                                                        .orElse(""))));
    }

    private static String asOf(Arguments arguments) throws ToolException {
        return arguments.asOf().map(time -> "?as_of=" + time).orElse("");
    }

    private static String account(Arguments arguments) throws ToolException {
        return arguments.anyAccount().map(account -> "?account=" + account).orElse("");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String get(ToIntFunction<Ports> port, String path)
            throws ToolException, InterruptedException {
        URI base = URI.create("http://127.0.0.1:%d".formatted(port.applyAsInt(lab.ports())));
        try (var service = new ServiceAnswers(base)) {
            return service.ask(path, JsonNode.class, OK, PATIENCE).toString();
        } catch (ServiceException e) {
            throw new ToolException(String.valueOf(e.getMessage()), e);
        }
    }

    private String sql(Arguments arguments) throws ToolException, InterruptedException {
        String query = ReadOnlySql.check(arguments.mustHave("query"));
        var rows = new Rows(arguments.number("rows", ROWS_USUAL, 1, ROWS_MAX));
        lab.sql(query, PATIENCE, rows);
        return rows.text();
    }
}
