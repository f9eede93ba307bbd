package lab.consensus.why;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.consensus.market.BusLogs;
import lab.domain.MarketClock;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Tick;
import lab.topics.Bus;
import lab.topics.BusMessage;
import lab.topics.Partitioner;
import lab.topics.Topic;
import lab.topics.codec.TickCodec;
import org.junit.jupiter.api.Test;

class QuoteSearchTest {
    private static final Pair BTC = new Pair("BTC-USD");
    private static final Instant BEGIN = Instant.parse("2026-11-21T10:00:00Z");
    private static final int PARTITION = Partitioner.partition(BTC.name(), Bus.PARTITIONS);

    private final QuoteSearch search = new QuoteSearch(MarketClock.OWN);

    /** One partition of ticks, of which retention may have taken the first. */
    private static final class Ticks implements BusLogs {
        private final List<BusMessage> log = new ArrayList<>();
        private long begin;
        private int reads;

        void add(byte[] payload) {
            log.add(new BusMessage(Topic.PRICES, PARTITION, log.size(), BEGIN, payload));
        }

        @Override
        public List<BusMessage> read(Topic topic, int partition, long offset) {
            reads++;
            int from = (int) Math.max(offset, begin);
            return log.subList(Math.min(from, log.size()), Math.min(from + 1_000, log.size()));
        }

        @Override
        public SortedMap<Integer, Long> ends(Topic topic) {
            return new TreeMap<>(Map.of(PARTITION, (long) log.size()));
        }

        @Override
        public SortedMap<Integer, Long> begins(Topic topic) {
            return new TreeMap<>(Map.of(PARTITION, begin));
        }
    }

    private static Tick tick(Pair pair, long sequence, Instant time) {
        return new Tick(
                pair,
                sequence,
                Price.of("100"),
                Price.of("99.5"),
                Price.of("100.5"),
                BigDecimal.TEN,
                time,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "simulator");
    }

    /** Two pairs, slightly out of order; one message in a hundred is none. */
    private static Ticks market(int size) {
        var random = new Random(5);
        var ticks = new Ticks();
        for (int i = 0; i < size; i++) {
            Instant time = BEGIN.plusMillis(100L * i + random.nextInt(2_000));
            Pair pair = i % 2 == 0 ? BTC : new Pair("ETH-USD");
            ticks.add(
                    i % 100 == 99
                            ? "no tick".getBytes(StandardCharsets.UTF_8)
                            : TickCodec.encode(tick(pair, i, time)));
        }
        return ticks;
    }

    private static Tick at(Ticks ticks, int offset) throws Exception {
        return TickCodec.decode(ticks.log.get(offset).payload(), Instant.MAX);
    }

    @Test
    void any_tick_is_found_at_its_offset_with_few_reads() throws Exception {
        Ticks ticks = market(60_000);
        for (int offset : List.of(0, 2, 998, 31_416, 59_994, 59_998)) {
            Tick wanted = at(ticks, offset);
            ticks.reads = 0;

            QuoteSearch.Found found =
                    search.onBus(ticks, BTC, wanted.sequence(), wanted.time()).orElseThrow();

            assertThat(found.offset()).isEqualTo(offset);
            assertThat(found.partition()).isEqualTo(PARTITION);
            assertThat(found.source()).isEqualTo("bus");
            assertThat(found.payload()).contains("\"sequence\":" + offset);
            assertThat(ticks.reads).as("reads").isLessThan(20);
        }
    }

    @Test
    void neither_another_sequence_nor_another_time_nor_another_pair_is_it() throws Exception {
        Ticks ticks = market(10_000);
        Tick wanted = at(ticks, 5_000);

        assertThat(search.onBus(ticks, BTC, wanted.sequence() + 1, wanted.time())).isEmpty();
        assertThat(search.onBus(ticks, BTC, wanted.sequence(), wanted.time().plusNanos(1_000)))
                .isEmpty();
        assertThat(search.onBus(ticks, new Pair("ETH-USD"), wanted.sequence(), wanted.time()))
                .isEmpty();
    }

    @Test
    void what_retention_has_taken_is_not_found_and_costs_little() throws Exception {
        Ticks ticks = market(60_000);
        Tick wanted = at(ticks, 30_000);
        ticks.begin = 40_000;

        assertThat(search.onBus(ticks, BTC, wanted.sequence(), wanted.time())).isEmpty();
        assertThat(ticks.reads).isLessThan(30);
        assertThat(search.onBus(new Ticks(), BTC, 1, BEGIN)).isEmpty();
    }
}
