package lab.poller;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.poller.exchange.Exchanges;
import lab.poller.exchange.FeedChoice;
import lab.topics.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LivePollerIT {
    private static final Instant START = Instant.parse("2025-06-01T12:00:00Z");

    @TempDir Path folder;

    @Test
    void what_the_exchange_sends_while_the_bus_is_away_waits_and_comes_in_order() throws Exception {
        try (var exchange = new CoinbaseDouble();
                TestBus bus = TestBus.start(folder.resolve("iggy"))) {
            bus.stop();
            try (Poller poller = poller(exchange, bus)) {
                poller.start();
                Eventually.isTrue("it has subscribed", () -> poller.status().connected());
                for (int id = 1; id <= 50; id++) {
                    exchange.send(match(id));
                }
                Eventually.isTrue("they wait", () -> poller.status().health().spoolFrames() >= 50);
                assertThat(poller.status().busConnected()).isFalse();
                bus.start();
                Eventually.isTrue(
                        "they are there",
                        () -> poller.status().published().getOrDefault(Topic.TRADES, 0L) == 50);
                assertThat(poller.status().simulated()).isFalse();
            }
            List<String> trades = bus.read(Topic.TRADES);
            for (int id = 1; id <= 50; id++) {
                assertThat(trades.get(id - 1)).contains("\"trade_id\":" + id + ',');
            }
            exchange.greetWith(match(50).replace("\"match\"", "\"last_match\""), match(51));
            try (Poller again = poller(exchange, bus)) {
                again.start();
                Eventually.isTrue("it goes on", () -> again.status().trades() == 1);
            }
            assertThat(bus.read(Topic.TRADES)).hasSize(51);
        }
    }

    private Poller poller(CoinbaseDouble exchange, TestBus bus) {
        PollerConfig config =
                PollerConfig.of(
                                new FeedChoice.Live(Exchanges.COINBASE),
                                folder.resolve("feed"),
                                bus.connection())
                        .withPairs(List.of(new Pair("BTC-USD")))
                        .withExchange(
                                exchange.webSocket(), exchange.restUri(), Duration.ofSeconds(30));
        return new Poller(config, InstantSource.system(), new SimpleMeterRegistry());
    }

    private static String match(long id) {
        return """
        {"type":"match","trade_id":%d,"side":"sell","size":"0.5","price":"400.25",\
        "product_id":"BTC-USD","sequence":%d,"time":"%s"}\
        """
                .formatted(id, 100 + id, EventTime.format(START.plusMillis(id)));
    }
}
