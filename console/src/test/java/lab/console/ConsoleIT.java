package lab.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lab.console.desk.PlayedDesk;
import lab.console.market.CandleRow;
import lab.console.market.MarketTick;
import lab.console.market.MarketTrade;
import lab.console.service.Played;
import lab.console.service.PlayedService;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.servicekit.Metrics;
import lab.servicekit.http.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ConsoleIT {
    private static final Pair DOGE = new Pair("DOGE-USD");
    private static final Instant NINE = Instant.parse("2026-11-21T09:00:00Z");

    private final HttpClient client = HttpClient.newHttpClient();
    @TempDir private Path folder;
    private TestConsole console;

    @BeforeEach
    void start() {
        console = new TestConsole(folder, 0, ConsoleIT::history);
        trade(1, "2026-11-21T10:00:05Z", "0.16234");
        console.market()
                .onTick(
                        new MarketTick(
                                DOGE,
                                5,
                                Instant.parse("2026-11-21T10:00:06Z"),
                                Price.of("0.16240"),
                                Price.of("0.16239"),
                                Price.of("0.16241"),
                                new BigDecimal("1200000.5")));
    }

    @AfterEach
    void stop() {
        console.close();
        client.close();
    }

    @Test
    void prices_are_exact_text_with_the_pairs_own_places() throws Exception {
        assertThat(get("/api/prices").body())
                .isEqualTo(
                        """
                        [{"pair":"DOGE-USD","price":"0.1624","best_bid":"0.16239",\
                        "best_ask":"0.16241","volume_24h":"1200000.5","change_percent":0.04,\
                        "change_minutes":0,"places":5,"time":"2026-11-21T10:00:06Z"}]\
                        """);
    }

    @Test
    void candles_are_those_of_the_live_market_and_of_history() throws Exception {
        JsonNode candles = Json.mapper().readTree(get("/api/candles/DOGE-USD?minutes=61").body());

        assertThat(candles).hasSize(2);
        assertThat(candles.get(0).get("time").asText()).isEqualTo("2026-11-21T09:00:00Z");
        assertThat(candles.get(1).toString())
                .isEqualTo(
                        """
                        {"time":"2026-11-21T10:00:00Z","open":0.16234,"high":0.16234,\
                        "low":0.16234,"close":0.16234,"volume":2,"quote_volume":0.32468,\
                        "trade_count":1}\
                        """);
    }

    @Test
    void what_is_asked_wrongly_is_a_problem() throws Exception {
        assertThat(get("/api/candles/doge").statusCode()).isEqualTo(400);
        assertThat(get("/api/candles/DOGE-USD?minutes=0").statusCode()).isEqualTo(400);
        assertThat(get("/api/candles/DOGE-USD?minutes=1441").statusCode()).isEqualTo(400);
        HttpResponse<String> unknown = get("/api/candles/NOT-KNOWN");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("must be one that the lab knows, was NOT-KNOWN");
    }

    @Test
    void a_page_is_told_all_at_first_and_then_what_changed() throws Exception {
        HttpRequest request = request("/api/stream?pair=DOGE-USD&minutes=60").build();
        HttpResponse<Stream<String>> response = client.send(request, BodyHandlers.ofLines());
        Iterator<String> lines = response.body().iterator();
        ObjectNode first = Json.mapper().createObjectNode();
        while (first.size() < 4) {
            nextEvent(lines, first);
        }
        assertThat(first.at("/status/pipeline/feed/simulated").asBoolean()).isTrue();
        assertThat(first.at("/prices/0/price").asText()).isEqualTo("0.1624");
        assertThat(first.at("/candles/candles/0/close").asText()).isEqualTo("0.16234");
        assertThat(first.at("/trends/DOGE-USD")).isNotEmpty();

        trade(2, "2026-11-21T10:00:09Z", "0.165");

        ObjectNode next = Json.mapper().createObjectNode();
        while (!next.has("candles") || !next.has("prices")) {
            nextEvent(lines, next);
        }
        assertThat(next.at("/prices/0/price").asText()).isEqualTo("0.165");
        assertThat(next.at("/candles/candles/0/trade_count").asInt()).isEqualTo(2);
        response.body().close();
    }

    @Test
    void the_desk_is_answered_whole_and_told_to_a_page_as_it_changes() throws Exception {
        console.close();
        try (var desk = new PlayedDesk(NINE)) {
            console = new TestConsole(folder, 0, ConsoleIT::history, Optional.of(desk.uri()));
            HttpRequest request = request("/api/stream").build();
            HttpResponse<Stream<String>> response = client.send(request, BodyHandlers.ofLines());
            Iterator<String> lines = response.body().iterator();
            JsonNode told = Json.mapper().missingNode();
            while (!told.at("/audit/reconciled").asBoolean()) {
                ObjectNode event = Json.mapper().createObjectNode();
                nextEvent(lines, event);
                told = event.has("desk") ? event.get("desk") : told;
            }
            assertThat(told.get("presence").asText()).isEqualTo("THERE");
            response.body().close();

            JsonNode answer = Json.mapper().readTree(get("/api/desk").body());
            assertThat(answer.get("presence").asText()).isEqualTo("THERE");
            assertThat(answer.at("/accounts/0/positions/BTC-USD/entry_price").asInt())
                    .isEqualTo(64_000);
            assertThat(answer.at("/executions/0/fill_price").decimalValue())
                    .isEqualByComparingTo("64251.5");
            assertThat(answer.at("/equity/1/account").asText()).isEqualTo("momentum");
            assertThat(answer.at("/equity/1/points/0/time").asText()).isEqualTo(NINE.toString());
            assertThat(answer.at("/kill_switch/engaged").asBoolean(true)).isFalse();
        }
    }

    @Test
    void annotations_are_those_of_a_day_unless_asked_otherwise() throws Exception {
        console.annotations.add("late", "2026-11-21T10:00:00.123456Z", "DOGE-USD", "buy");
        console.annotations.add("old", "2026-11-20T10:00:05Z", "DOGE-USD", "lancer");
        console.annotations.add("early", "2026-11-20T10:00:06Z", "BTC-USD", "analyst");

        assertThat(get("/api/annotations").body())
                .isEqualTo(
                        """
                        [{"id":"early","time":"2026-11-20T10:00:06Z","pair":"BTC-USD",\
                        "layer":"analyst","text":"text of early","reference":"reference early"},\
                        {"id":"late","time":"2026-11-21T10:00:00.123456Z","pair":"DOGE-USD",\
                        "layer":"buy","text":"text of late","reference":"reference late"}]\
                        """);
        assertThat(annotations("?from=2026-11-20T00:00:00Z"))
                .containsExactly("old", "early", "late");
        assertThat(annotations("?from=2026-11-20T00:00:00Z&limit=2"))
                .containsExactly("early", "late");
        assertThat(annotations("?to=2026-11-20T10:00:05Z")).containsExactly("old");
        assertThat(annotations("?layer=buy")).containsExactly("late");
        assertThat(annotations("?pair=BTC-USD")).containsExactly("early");
        assertThat(annotations("?pair=BTC-USD&layer=buy")).isEmpty();
    }

    @Test
    void what_is_asked_wrongly_of_annotations_is_a_problem_that_names_it() throws Exception {
        assertProblem("?from=yesterday", 400, "from: must be ISO-8601 UTC");
        assertProblem("?to=2026-11-21", 400, "to: must be ISO-8601 UTC");
        assertProblem("?pair=btc", 400, "pair: must be two assets such as BTC-USD, was");
        assertProblem("?layer=trades", 400, "layer: must be analyst, lancer, buy or sell, was");
        assertProblem("?limit=5001", 400, "limit: must be a whole number from 1 to 5000, was");
        assertProblem(
                "?from=2026-11-21T10:00:00Z&to=2026-11-21T09:00:00Z",
                400,
                "to: must not be before from, was 2026-11-21T09:00:00Z");
        console.annotations.breakDown();
        assertProblem("", 503, "annotations: the warm tier must be readable, is not: it is on");
    }

    @Test
    void annotations_are_told_as_graphite_tells_events() throws Exception {
        console.annotations.add("early", "2026-11-20T10:00:06.25Z", "BTC-USD", "analyst");
        console.annotations.add("late", "2026-11-21T10:00:00Z", "DOGE-USD", "buy");
        String day = "?from=1795168806&until=1795255200";

        assertThat(get("/events/get_data" + day + "&tags=analyst%20BTC-USD").body())
                .isEqualTo(
                        """
                        [{"id":"early","when":1795168806.25,"what":"analyst BTC-USD",\
                        "data":"text of early","tags":["analyst","BTC-USD"]}]\
                        """);
        assertThat(events(day)).containsExactly("early", "late");
        assertThat(events(day + "&tags=buy")).containsExactly("late");
        assertThat(events(day + "&tags=buy+BTC-USD")).as("an event has all tags").isEmpty();
        assertThat(events(day + "&tags=buy+sell")).as("of one layer only").isEmpty();
        assertThat(events(day + "&tags=deploy")).as("nothing of ours").isEmpty();
        assertThat(events("?from=1795168807&until=1795255199.999999")).isEmpty();
        assertThat(get("/events/get_data?from=yesterday").statusCode()).isEqualTo(400);
    }

    private List<String> events(String query) throws Exception {
        List<String> ids = new ArrayList<>();
        Json.mapper()
                .readTree(get("/events/get_data" + query).body())
                .forEach(row -> ids.add(row.get("id").asText()));
        return ids;
    }

    private void assertProblem(String query, int status, String detail) throws Exception {
        HttpResponse<String> problem = get("/api/annotations" + query);
        assertThat(problem.statusCode()).isEqualTo(status);
        assertThat(problem.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(Json.mapper().readTree(problem.body()).get("detail").asText())
                .startsWith(detail);
    }

    private List<String> annotations(String query) throws Exception {
        List<String> ids = new ArrayList<>();
        Json.mapper()
                .readTree(get("/api/annotations" + query).body())
                .forEach(row -> ids.add(row.get("id").asText()));
        return ids;
    }

    @Test
    void without_a_desk_it_says_so_and_answers_all_else() throws Exception {
        assertThat(get("/api/desk").body())
                .contains("\"presence\":\"NONE\"")
                .doesNotContain("kill_switch");
        assertThat(get("/api/prices").statusCode()).isEqualTo(200);
    }

    @Test
    void patterns_and_commentary_are_told_beside_a_service_that_is_down() throws Exception {
        JsonNode none = Json.mapper().readTree(get("/api/patterns/DOGE-USD").body());
        assertThat(none.path("presence").asText()).isEqualTo("NONE");
        console.close();
        try (var lancer = new PlayedService();
                var analyst = new PlayedService()) {
            console =
                    new TestConsole(
                            folder,
                            0,
                            ConsoleIT::history,
                            Optional.empty(),
                            Optional.of(lancer.uri()),
                            Optional.of(analyst.uri()));
            lancer.says("/api/signals/BTC-USD", 200, Played.signal(NINE, "null"));
            analyst.leaves();

            JsonNode told = Json.mapper().readTree(get("/api/patterns/BTC-USD").body());
            assertThat(told.path("presence").asText()).isEqualTo("THERE");
            JsonNode answer = told.path("answer");
            assertThat(answer.path("as_of").asText()).isEqualTo("2026-11-21T09:00:00Z");
            assertThat(answer.path("query").path("closes")).hasSize(60);
            assertThat(answer.path("matches").path(4).path("after")).hasSize(60);
            JsonNode away = Json.mapper().readTree(get("/api/commentary/BTC-USD").body());
            assertThat(away.path("presence").asText()).isEqualTo("AWAY");
            assertThat(away.path("reason").asText()).contains("nobody listens");
            assertThat(get("/metrics").body())
                    .contains("lab_console_commentary_answers_missed_total 1");
        }
    }

    @Test
    void status_and_health_tell_of_every_part() throws Exception {
        console.health.part("fluss").down("recovers");
        assertThat(get("/api/health").statusCode()).isEqualTo(503);
        JsonNode status = Json.mapper().readTree(get("/api/status").body());
        assertThat(status.get("healthy").asBoolean()).isFalse();
        assertThat(status.at("/parts/0/reason").asText()).isEqualTo("recovers");

        console.health.part("fluss").up();
        assertThat(get("/api/health").statusCode()).isEqualTo(200);
        assertThat(get("/api/status").body()).contains("\"healthy\":true");
    }

    @Test
    void routes_that_were_handed_in_want_the_token_where_they_change_something() throws Exception {
        HttpRequest.Builder sql = request("/api/sql").POST(BodyPublishers.ofString("SELECT 1"));
        assertThat(send(sql).statusCode()).isEqualTo(401);

        sql.header("Authorization", "Bearer " + console.token.value());
        assertThat(send(sql).body()).isEqualTo("[]");
    }

    @Test
    void backtests_are_listed_with_their_figures_and_each_has_all_that_was_kept() throws Exception {
        JsonNode runs = Json.mapper().readTree(get("/api/runs").body());
        assertThat(runs).hasSize(1);
        assertThat(runs.at("/0/accounts/0/total_return").decimalValue())
                .isEqualByComparingTo("-0.0251");

        assertThat(get("/api/runs/" + OneRun.ID).body()).contains("\"version\":\"ffffffffffff\"");
        assertThat(get("/api/runs/nobody").statusCode()).isEqualTo(404);
        assertThat(get("/api/runs/nobody").body()).contains("run: must be one of those");
    }

    @Test
    void why_is_the_desks_answer_passed_on_and_its_refusals_too() throws Exception {
        assertThat(get("/api/why/momentum/fund").statusCode()).isEqualTo(503);
        console.close();
        try (var desk = new PlayedDesk(NINE)) {
            console = new TestConsole(folder, 0, ConsoleIT::history, Optional.of(desk.uri()));
            desk.says("/api/why/momentum/fund", 200, "{\"outcome\":\"FUNDED\"}");
            desk.says("/api/why/momentum/x", 404, "{\"detail\":\"order_id: must be another\"}");

            assertThat(get("/api/why/momentum/fund").body()).isEqualTo("{\"outcome\":\"FUNDED\"}");
            assertThat(get("/api/why/momentum/x").statusCode()).isEqualTo(404);
            assertThat(get("/api/why/momentum/x").body()).contains("order_id: must be another");
            assertThat(get("/api/why/Momentum/x").statusCode()).isEqualTo(404);
            assertThat(desk.asked("/api/why/Momentum/x")).isZero();
        }
    }

    @Test
    void its_document_names_every_route() throws Exception {
        JsonNode paths = Json.mapper().readTree(get("/openapi").body()).get("paths");

        assertThat(
                        List.of(
                                "/api/prices",
                                "/api/candles/{pair}",
                                "/api/stream",
                                "/api/status",
                                "/api/desk",
                                "/api/annotations",
                                "/api/why/{account}/{order_id}",
                                "/api/patterns/{pair}",
                                "/api/commentary/{pair}",
                                "/api/runs",
                                "/api/runs/{id}",
                                "/api/dashboards",
                                "/api/dashboards/{name}",
                                "/api/pairs",
                                "/api/pairs/{pair}",
                                "/api/sql"))
                .allSatisfy(path -> assertThat(paths.has(path)).as(path).isTrue());
    }

    @Test
    void what_it_measures_is_named_by_the_rule() throws Exception {
        assertThat(get("/metrics").body())
                .contains("lab_console_trades_total 1.0")
                .contains("lab_console_ticks_total 1.0")
                .contains("lab_console_market_known_pairs 1.0")
                .contains("lab_console_newest_event_age_seconds");
        assertThat(Metrics.badNames(console.registry)).isEmpty();
    }

    private void trade(long id, String time, String price) {
        console.market()
                .onTrade(
                        new MarketTrade(
                                DOGE,
                                id,
                                Instant.parse(time),
                                Price.of(price),
                                Quantity.of("2"),
                                Optional.empty()));
    }

    private static List<CandleRow> history(Pair pair, int minutes) {
        if (!pair.equals(DOGE)) {
            return List.of();
        }
        var price = new BigDecimal("0.16234");
        return List.of(new CandleRow(NINE, price, price, price, price, price, price, 1));
    }

    private static void nextEvent(Iterator<String> lines, ObjectNode events) throws Exception {
        String line = lines.next();
        if (line.startsWith("event:")) {
            String data = lines.next().substring("data:".length());
            events.putIfAbsent(line.substring("event:".length()), Json.mapper().readTree(data));
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(console.url(path)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
