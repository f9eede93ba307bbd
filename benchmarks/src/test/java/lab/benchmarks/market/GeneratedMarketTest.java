package lab.benchmarks.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import lab.domain.EventTime;
import lab.domain.Price;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.topics.Bus;
import lab.topics.Partitioner;
import lab.topics.Topic;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.TickCodec;
import lab.topics.codec.TradeCodec;
import org.junit.jupiter.api.Test;

class GeneratedMarketTest {
    private static final Load LOAD = new Load(4_000);
    private static final Instant LATER = Instant.parse("2026-02-01T00:00:00Z");

    @Test
    void a_trades_bytes_are_those_of_the_bus() throws MalformedMessage {
        for (long offset : new long[] {0, 7, 3_333, 3_999}) {
            MarketEvent event = GeneratedMarket.event(LOAD, Topic.TRADES, 1, offset);
            Trade trade = TradeCodec.decode(event.payload(), LATER);

            assertThat(text(TradeCodec.encode(trade))).isEqualTo(text(event.payload()));
            assertThat(trade.tradeId()).isEqualTo(event.number());
            assertThat(trade.price()).isEqualTo(new Price(event.priceCents() * 1_000_000));
            assertThat(trade.size().units()).isEqualTo(event.sizeUnits() * 10_000);
            assertThat(trade.time()).isEqualTo(EventTime.ofMicros(event.micros()));
        }
    }

    @Test
    void a_ticks_bytes_are_those_of_the_bus() throws MalformedMessage {
        MarketEvent event = GeneratedMarket.event(LOAD, Topic.PRICES, 2, 1_234);
        Tick tick = TickCodec.decode(event.payload(), LATER);

        assertThat(text(event.payload()))
                .startsWith(text(TickCodec.encode(tick, Map.of())).replace("}", ""));
        assertThat(tick.isQuote()).isTrue();
        assertThat(tick.bestBid()).isEqualTo(new Price(event.bidCents() * 1_000_000));
        assertThat(tick.time()).isEqualTo(EventTime.ofMicros(event.micros()));
    }

    @Test
    void every_pair_stands_in_its_own_partition() {
        for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
            for (long offset = 0; offset < GeneratedMarket.PAIRS_OF_PARTITION; offset++) {
                String pair =
                        GeneratedMarket.event(LOAD, Topic.TRADES, partition, offset).pairName();
                assertThat(Partitioner.partition(pair, Bus.PARTITIONS)).isEqualTo(partition);
            }
        }
        assertThat(GeneratedMarket.pairs()).doesNotHaveDuplicates().hasSize(12);
    }

    @Test
    void a_load_is_known_by_the_name_of_its_stream() {
        assertThat(Load.ofStream(LOAD.stream())).isEqualTo(LOAD);
        assertThat(Load.ofTopic(1_000).rowsOfTopic()).isBetween(980L, 1_000L);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
