package lab.consensus.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import lab.consensus.core.DecisionTimes;
import lab.consensus.core.Market;
import lab.consensus.core.PairMarket;
import lab.domain.MarketClock;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.progress.Heartbeat;
import lab.topics.BusMessage;
import lab.topics.Topic;
import lab.topics.codec.HeartbeatCodec;
import lab.topics.codec.TickCodec;
import lab.topics.codec.TradeCodec;
import org.junit.jupiter.api.Test;

class MarketMessagesTest {
    private static final Pair BTC = new Pair("BTC-USD");
    private static final Pair ETH = new Pair("ETH-USD");

    private final Market market =
            new Market(new DecisionTimes(Duration.ofSeconds(15)), Duration.ofSeconds(30));
    private final MarketMessages messages = new MarketMessages(market, MarketClock.REAL);
    private final Instant begin = Instant.parse("2026-03-02T10:00:00Z");
    private Instant onBus = Instant.parse("2026-03-03T00:00:00Z");
    private long sequence;

    /** A minute and a microsecond ahead of the bus: nothing changes but the count. */
    @Test
    void a_message_ahead_of_the_bus_moves_nothing_whatever_it_is() throws IOException {
        tick(BTC, begin.plusSeconds(5), "100");
        heartbeat(BTC, begin.plusSeconds(20), false);
        trade(1, begin.plusSeconds(30), begin.plusSeconds(30), "100");
        Market.State before = market.state();
        List<String> books = books();
        onBus = onBus.plusSeconds(60);
        Instant ahead = onBus.plusSeconds(60).plusNanos(1_000);
        tick(ETH, ahead, "1");
        tick(BTC, onBus.plus(Duration.ofHours(20)), "1");
        trade(2, ahead, ahead, "1");
        trade(3, begin.plusSeconds(31), ahead, "1");
        heartbeat(BTC, ahead, false);
        heartbeat(ETH, ahead, true);
        assertThat(messages.malformed()).isEqualTo(6);
        assertThat(market.state()).isEqualTo(before);
        assertThat(books()).isEqualTo(books);
        tick(ETH, onBus.plusSeconds(60), "1");
        assertThat(messages.malformed()).isEqualTo(6);
        assertThat(market.newestShown()).contains(onBus.plusSeconds(60));
    }

    /** What the candle books hold, which a state has by reference. */
    private List<String> books() throws IOException {
        List<String> books = new ArrayList<>();
        for (PairMarket.State pair : market.state().pairs()) {
            var bytes = new ByteArrayOutputStream();
            pair.book().write(new DataOutputStream(bytes));
            books.add(HexFormat.of().formatHex(bytes.toByteArray()));
        }
        return books;
    }

    private void heartbeat(Pair pair, Instant at, boolean ended) {
        take(Topic.HEARTBEATS, HeartbeatCodec.encode(new Heartbeat(pair, 0, at, "test", ended)));
    }

    private void tick(Pair pair, Instant at, String bid) {
        take(
                Topic.PRICES,
                TickCodec.encode(
                        new Tick(
                                pair,
                                sequence++,
                                Price.of(bid),
                                Price.of(bid),
                                Price.of(bid),
                                BigDecimal.ONE,
                                at,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                "test")));
    }

    private void trade(long id, Instant at, Instant shownAt, String price) {
        take(
                Topic.TRADES,
                TradeCodec.encode(
                        new Trade(
                                BTC,
                                id,
                                Price.of(price),
                                Quantity.of("1"),
                                Side.BUY,
                                sequence++,
                                at,
                                "test",
                                Optional.of(shownAt))));
    }

    private void take(Topic topic, byte[] payload) {
        messages.take(new BusMessage(topic, 0, sequence, onBus, payload));
    }
}
