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

/**
 * An exchange beside the lab's own: its pairs have it in their names, from the socket to the bus.
 */
class VenueFeedIT {
    private static final Pair NAMED = new Pair("BTC-USD@kraken");
    private static final String NAME = "\"pair\":\"BTC-USD@kraken\"";

    @TempDir Path folder;

    @Test
    void its_pairs_have_its_name_and_leave_with_a_word() throws Exception {
        try (var exchange = new KrakenDouble();
                TestBus bus = TestBus.start(folder.resolve("iggy"))) {
            Poller poller = poller(exchange, bus, List.of(NAMED));
            poller.start();
            Eventually.isTrue("it subscribes", () -> exchange.messages().size() >= 2);
            assertThat(exchange.messages()).allMatch(it -> it.contains("[\"BTC/USD\"]"));
            Instant now = Instant.now();
            exchange.send(trade(1, now), trade(2, now.plusMillis(1)), quote(now.plusMillis(2)));
            Eventually.isTrue("it ticks", () -> poller.status().ticks() == 1);
            assertThat(poller.pairs().keySet()).containsExactly(NAMED);
            poller.leave();

            assertThat(bus.read(Topic.TRADES)).hasSize(2).allMatch(it -> it.contains(NAME));
            assertThat(bus.read(Topic.PRICES)).hasSize(1).allMatch(it -> it.contains(NAME));
            assertThat(bus.read(Topic.HEARTBEATS))
                    .allMatch(it -> it.contains(NAME) && it.contains("\"exchange\":\"kraken\""));
            assertThat(bus.read(Topic.HEARTBEATS).getLast()).contains("\"ended\":true");
            assertThat(bus.read(Topic.DLQ)).isEmpty();
        }
    }

    /** Who was stopped, and is not wanted when he comes again, connects to nobody. */
    @Test
    void pairs_that_went_while_it_was_down_are_told_of_it_at_the_next_start() throws Exception {
        try (var exchange = new KrakenDouble();
                TestBus bus = TestBus.start(folder.resolve("iggy"))) {
            try (Poller poller = poller(exchange, bus, List.of(NAMED))) {
                poller.start();
                Eventually.isTrue("it subscribes", () -> exchange.messages().size() >= 2);
                exchange.send(trade(1, Instant.now()));
                Eventually.isTrue("it trades", () -> poller.status().trades() == 1);
            }
            assertThat(bus.read(Topic.HEARTBEATS)).noneMatch(it -> it.contains("\"ended\":true"));

            Poller again = poller(exchange, bus, List.of());
            again.start();
            again.leave();
            assertThat(bus.read(Topic.HEARTBEATS).getLast()).contains(NAME, "\"ended\":true");
            assertThat(exchange.addresses()).hasSize(1);
        }
    }

    @Test
    void an_exchange_comes_with_its_first_pair_and_goes_with_its_last() throws Exception {
        var xrp = new Pair("XRP-USD@kraken");
        try (var exchange = new KrakenDouble();
                TestBus bus = TestBus.start(folder.resolve("iggy"));
                var venues =
                        new VenuePollers(
                                _ -> config(exchange, bus),
                                new SimpleMeterRegistry(),
                                InstantSource.system())) {
            venues.follow(List.of(new Pair("BTC-USD")));
            assertThat(venues.statuses()).isEmpty();
            assertThat(venues.refuses(NAMED, Exchanges.KRAKEN)).isEmpty();
            venues.follow(List.of(new Pair("BTC-USD"), NAMED));
            Eventually.isTrue("it subscribes", () -> exchange.messages().size() == 2);
            exchange.send(trade(1, Instant.now()));
            Eventually.isTrue(
                    "it trades", () -> venues.statuses().values().iterator().next().trades() == 1);
            venues.follow(List.of(NAMED, xrp));
            Eventually.isTrue("it subscribes", () -> exchange.messages().size() == 4);
            assertThat(venues.pairs().keySet()).containsExactly(NAMED, xrp);
            venues.follow(List.of(new Pair("BTC-USD")));
            assertThat(venues.statuses()).isEmpty();
            assertThat(bus.read(Topic.HEARTBEATS))
                    .filteredOn(it -> it.contains("\"ended\":true"))
                    .hasSize(2);
            assertThat(exchange.addresses()).hasSize(1);
        }
    }

    private Poller poller(KrakenDouble exchange, TestBus bus, List<Pair> pairs) {
        return new Poller(
                config(exchange, bus).beside(pairs),
                InstantSource.system(),
                new SimpleMeterRegistry());
    }

    private PollerConfig config(KrakenDouble exchange, TestBus bus) {
        return PollerConfig.of(
                        new FeedChoice.Live(Exchanges.KRAKEN),
                        folder.resolve("feed"),
                        bus.connection())
                .withExchange(exchange.webSocket(), exchange.restUri(), Duration.ofSeconds(30));
    }

    private static String trade(long id, Instant time) {
        return """
        {"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":400.25,\
        "qty":0.5,"ord_type":"limit","trade_id":%d,"timestamp":"%s"}]}\
        """
                .formatted(id, EventTime.format(time));
    }

    private static String quote(Instant time) {
        return """
        {"channel":"ticker","type":"update","data":[{"symbol":"BTC/USD","bid":400.2,"bid_qty":1,\
        "ask":400.3,"ask_qty":1,"last":400.25,"volume":10,"timestamp":"%s"}]}\
        """
                .formatted(EventTime.format(time));
    }
}
