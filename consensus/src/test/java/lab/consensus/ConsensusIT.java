package lab.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import lab.consensus.audit.performance.HourlyLeadTest;
import lab.consensus.audit.tiers.AuditTables;
import lab.consensus.desk.DeskView;
import lab.consensus.desk.PaperFeed;
import lab.consensus.signals.SignalSource;
import lab.consensus.strategy.Strategies;
import lab.consensus.why.Why;
import lab.domain.MarketClock;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import lab.iggy.embedded.user.Credentials;
import lab.servicekit.Metrics;
import lab.servicekit.http.HttpConfig;
import lab.servicekit.http.Json;
import lab.servicekit.http.TokenFile;
import lab.testports.TestPorts;
import lab.topics.BusConnection;
import lab.topics.BusReader;
import lab.topics.BusTopics;
import lab.topics.Topic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsensusIT {
    private static final String STREAM = "paper";
    private static final Credentials ROOT = new Credentials("iggy", "a-test-password");

    @TempDir Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicReference<Instant> now =
            new AtomicReference<>(InstantSource.system().instant());
    private final int port = TestPorts.one();
    private EmbeddedBroker broker;
    private BusConnection bus;
    private TokenFile token;
    private Why why;
    private Consensus consensus;

    @BeforeEach
    void start() throws Exception {
        broker = broker("iggy", ROOT);
        bus = new BusConnection("127.0.0.1", broker.port(), ROOT.username(), ROOT.password());
        BusTopics.ensure(bus, STREAM, Duration.ofSeconds(20));
        token = TokenFile.openOrCreate(folder.resolve("secrets").resolve("token"));
        why = why();
        consensus = consensus();
        consensus.start();
    }

    @AfterEach
    void stop() {
        consensus.close();
        why.close();
        broker.close();
    }

    private EmbeddedBroker broker(String name, Credentials root) throws Exception {
        var config = BrokerConfig.in(folder.resolve(name)).withPort(port).withRoot(root);
        var started = new EmbeddedBroker(config, InstantSource.system());
        started.start();
        return started;
    }

    private Consensus consensus() {
        ConsensusConfig usual = ConsensusConfig.of(0, bus, STREAM, folder.resolve("consensus"));
        var config =
                new ConsensusConfig(
                        HttpConfig.loopback(0),
                        bus,
                        STREAM,
                        usual.folder(),
                        usual.rules(),
                        usual.strategies(),
                        Map.of(),
                        Duration.ofMillis(50),
                        usual.staleAfter());
        return new Consensus(
                config,
                new Consensus.Surroundings(
                        now::get,
                        Metrics.registry(),
                        token,
                        SignalSource.NONE,
                        () -> Map.of("momentum", HourlyLeadTest.lucky()),
                        List.of(router -> router.json("/api/audit", request -> List.of()), why)));
    }

    private Why why() {
        URI nobody = URI.create("http://127.0.0.1:" + TestPorts.one());
        return new Why(
                new Why.Sources(
                        new AuditTables(folder.resolve("warehouse"), "crypto", MarketClock.OWN),
                        bus,
                        STREAM,
                        folder.resolve("consensus"),
                        Set.of("buy-and-hold", "momentum"),
                        nobody,
                        nobody));
    }

    @Test
    void trades_through_a_restart_and_shows_what_came_of_it() throws Exception {
        try (var feed = PaperFeed.of(bus, STREAM, 3, Duration.ofMinutes(14))) {
            while (!feed.isOver()) {
                feed.play(Duration.ofSeconds(20));
                if (consensus.view().counts().decisions() == 4) {
                    consensus.close();
                    consensus = consensus();
                    consensus.start();
                }
                settle(feed);
            }
            eventually(
                    "the desk comes to the end",
                    () -> {
                        feed.clear();
                        return get("/api/health").body().contains("has ended");
                    });
        }
        JsonNode positions = json(get("/api/positions?account=buy-and-hold"));
        assertThat(positions.path("positions").properties()).hasSize(4);
        assertThat(positions.path("cash_balance").decimalValue())
                .isBetween(new java.math.BigDecimal("798"), new java.math.BigDecimal("801"));
        assertThat(positions.path("accounts").path(0).path("state").asText()).isEqualTo("ACTIVE");
        assertThat(positions.path("accounts").path(0).has("luck")).isFalse();
        assertThat(json(get("/api/positions?account=momentum")).at("/accounts/0/luck").asText())
                .contains("could well be luck");
        JsonNode trades = json(get("/api/trades?account=buy-and-hold"));
        assertThat(trades).hasSize(5);
        assertThat(trades.path(1).path("status").asText()).isEqualTo("FILLED");
        assertThat(trades.path(1).path("fee").decimalValue()).isPositive();
        assertThat(json(get("/api/candles/BTC-USD?minutes=5"))).hasSize(5);
        assertThat(get("/api/candles/XYZ-USD").statusCode()).isEqualTo(404);
        assertThat(get("/api/audit").statusCode()).isEqualTo(200);
        assertThat(get("/openapi").body()).contains("/api/killswitch");
        assertThat(get("/metrics").body())
                .contains("lab_consensus_equity_usd{account=\"momentum\"}");
        assertThat(messages(Topic.ORDERS)).isEqualTo(Strategies.all().size() + 4);
        saysWhy(trades.path(1));
    }

    /** No ledger is here: what became of it is read off the bus, and what is missing is named. */
    private void saysWhy(JsonNode trade) throws Exception {
        String id = trade.path("order_id").asText();
        JsonNode why = json(get("/api/why/buy-and-hold/" + id));
        assertThat(why.path("outcome").asText()).isEqualTo("FILLED");
        assertThat(why.at("/decision/wanted").asText()).isEqualTo("BUY");
        assertThat(why.at("/decision/risk/state").asText()).isEqualTo("ACTIVE");
        assertThat(why.at("/decision/known/patterns/unknown").asText())
                .isEqualTo("it reads no patterns");
        assertThat(why.at("/decision/known/quote/bus/offset").isIntegralNumber()).isTrue();
        assertThat(why.at("/execution/source").asText()).isEqualTo("bus");
        assertThat(why.at("/clearing_rule/number").asInt()).isEqualTo(8);
        JsonNode quote = why.path("quote");
        JsonNode payload = Json.mapper().readTree(quote.path("payload").asText());
        assertThat(payload.path("sequence").asLong())
                .isEqualTo(quote.path("sequence").asLong())
                .isEqualTo(why.at("/execution/quote_sequence").asLong());
        assertThat(payload.path("best_ask").asText())
                .isEqualTo(why.at("/execution/quote_ask").asText());
        assertThat(Instant.parse(quote.path("time").asText()))
                .isAfter(Instant.parse(why.at("/decision/time").asText()));
        assertThat(bytesAt(quote.path("bus"))).isEqualTo(quote.path("payload").asText());
        assertThat(why.path("not_kept").toString()).contains("the transfers: the ledger has them");

        String hold = id.replaceFirst("T(\\d\\d)\\d\\d", "T$109");
        JsonNode held = json(get("/api/why/buy-and-hold/" + hold));
        assertThat(held.path("outcome").asText()).isEqualTo("HELD");
        assertThat(held.at("/decision/why").asText()).isNotEmpty();
        assertThat(held.has("execution")).isFalse();

        assertThat(get("/api/why/momentum/" + id).statusCode()).isEqualTo(404);
        assertThat(get("/api/why/momentum/" + id).body())
                .contains("order_id: must be that of an order of momentum");
        assertThat(get("/api/why/nobody/" + id).body()).contains("account: must be one of");
        assertThat(get("/api/why/nobody/" + id).statusCode()).isEqualTo(404);
        assertThat(get("/api/why/No%20Body/x").statusCode()).isEqualTo(404);
        assertThat(get("/openapi").body()).contains("/api/why/{account}/{order_id}");
    }

    private String bytesAt(JsonNode position) throws Exception {
        try (var reader = new BusReader(bus, STREAM)) {
            return new String(
                    reader.read(
                                    Topic.named(position.path("topic").asText()).orElseThrow(),
                                    position.path("partition").asInt(),
                                    position.path("offset").asLong())
                            .getFirst()
                            .payload(),
                    java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"format\":9}|is of format 9, the newest that this version knows is 3",
                "{\"format\":1,\"places\":[7]}|must be whole, was not",
                "{\"format\":1|must be whole, was not",
            })
    void a_desk_that_cannot_begin_has_failed_for_good_and_says_what_helps(
            String document, String reason) throws Exception {
        consensus.close();
        Path file = folder.resolve("consensus").resolve("desk.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, document);
        consensus = consensus();
        consensus.start();

        eventually("it has failed", () -> consensus.failure().isPresent());

        assertThat(consensus.failure().orElseThrow()).contains("desk.json", reason, "./lab reset");
        assertThat(consensus.view().phase()).isEqualTo(DeskView.Phase.STARTING);
        assertThat(get("/api/health").statusCode()).isEqualTo(503);
        assertThat(get("/api/health").body()).contains("has failed: ", "desk.json", reason);
        assertThat(file).as("nothing is written over it").hasContent(document);
    }

    @Test
    void lets_nothing_out_while_the_kill_switch_is_engaged_and_remembers_it() throws Exception {
        assertThat(send("POST", "").statusCode()).isEqualTo(401);
        assertThat(send("POST", token.value()).body()).contains("\"engaged\":true");
        consensus.close();
        consensus = consensus();
        consensus.start();
        assertThat(json(get("/api/killswitch")).path("trading_enabled").asBoolean()).isFalse();
        try (var feed = PaperFeed.of(bus, STREAM, 3, Duration.ofMinutes(6))) {
            feed.play(Duration.ofMinutes(2));
            eventually(
                    "a decision was made",
                    () -> {
                        feed.clear();
                        return consensus.view().counts().decisions() > 0;
                    });
            assertThat(messages(Topic.ORDERS)).isZero();
            assertThat(json(get("/api/positions")).path("accounts").path(0).path("state").asText())
                    .isEqualTo("HALTED");
            assertThat(send("DELETE", "").statusCode()).isEqualTo(401);
            assertThat(send("DELETE", token.value()).body()).contains("\"engaged\":false");
            feed.play(Duration.ofMinutes(2));
            eventually(
                    "accounts are funded",
                    () -> {
                        feed.clear();
                        return messages(Topic.ORDERS) >= 3;
                    });
        }
    }

    @Test
    void a_bus_that_is_not_there_or_refuses_it_is_told_and_the_desk_begins_once_it_is_let_in()
            throws Exception {
        consensus.close();
        broker.close();
        consensus = consensus();
        consensus.start();
        eventually("nobody listens", () -> busTrouble().contains("127.0.0.1:" + port));

        broker = broker("another", new Credentials("iggy", "another-password"));
        eventually("it is refused", () -> busTrouble().contains("refused"));
        assertThat(get("/api/health").statusCode()).isEqualTo(503);

        broker.close();
        broker = broker("iggy", ROOT);
        try (var feed = PaperFeed.of(bus, STREAM, 3, Duration.ofMinutes(6))) {
            feed.play(Duration.ofMinutes(2));
            eventually(
                    "the desk decides",
                    () -> {
                        feed.clear();
                        return consensus.view().counts().decisions() > 0;
                    });
        }
        assertThat(busTrouble()).isEmpty();
    }

    private String busTrouble() throws Exception {
        for (JsonNode part : Json.mapper().readTree(get("/api/health").body()).path("parts")) {
            if (part.path("part").asText().equals("bus")) {
                return part.path("state").asText().equals("UP") ? "" : part.path("reason").asText();
            }
        }
        throw new AssertionError("health: must tell of the bus");
    }

    @Test
    void says_that_prices_are_unknown_once_the_feed_is_silent() throws Exception {
        try (var feed = PaperFeed.of(bus, STREAM, 3, Duration.ofMinutes(6))) {
            feed.play(Duration.ofSeconds(90));
            eventually(
                    "it is well",
                    () -> {
                        feed.clear();
                        return get("/api/health").statusCode() == 200;
                    });
            assertThat(json(get("/api/positions")).has("prices_unknown")).isFalse();
            // What is still on its way to the desk is heard, too, and ends a silence.
            eventually(
                    "the desk says that it hears nothing",
                    () -> {
                        feed.clear();
                        now.updateAndGet(it -> it.plusSeconds(25));
                        HttpResponse<String> health = get("/api/health");
                        return json(get("/api/positions"))
                                        .path("prices_unknown")
                                        .asText()
                                        .contains("nothing is bought or sold")
                                && health.statusCode() == 503
                                && health.body()
                                        .contains("prices are unknown, nothing is bought or sold");
                    });
        }
    }

    /** Waits until the desk has done all that it can with what there is. */
    private void settle(PaperFeed feed) throws Exception {
        eventually(
                "the desk waits for a time that the market has not come to",
                () -> {
                    feed.clear();
                    return consensus
                            .view()
                            .pending()
                            .filter(pending -> pending.plusSeconds(40).isAfter(feed.time()))
                            .isPresent();
                });
    }

    private long messages(Topic topic) throws Exception {
        try (var reader = new BusReader(bus, STREAM)) {
            return reader.ends(topic).values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(consensus.uri() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String method, String secret) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(consensus.uri() + "/api/killswitch"))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .header("Authorization", "Bearer " + secret)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.mapper().readTree(response.body());
    }

    private static void eventually(String what, Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            if (System.nanoTime() - start > Duration.ofMinutes(3).toNanos()) {
                throw new AssertionError(what + ": must be so within 30 s");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
