package lab.poller.simulator;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.poller.exchange.Exchanges;
import lab.poller.feed.MarketEvent;
import lab.poller.feed.Speed;
import lab.poller.feed.Taken;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What one would check of a market that claims to be one; over some hours of it. */
class MarketStatisticsTest {
    private static final long EVENTS = 700_000;
    private static final int MINUTE = 60;
    private static final Instant ORIGIN = Instant.parse("2025-01-01T00:00:00Z");

    private static final Map<Pair, NavigableMap<Long, Double>> MINUTE_PRICES = new HashMap<>();
    private static final Map<Pair, double[]> MOVES = new TreeMap<>();
    private static final Map<Long, Integer> TRADES_A_SECOND = new HashMap<>();
    private static final Set<String> PROBLEMS = new HashSet<>();
    private static final Map<Pair, Trade> LAST = new HashMap<>();
    private static final Map<Pair, Long> LAST_SEQUENCE = new HashMap<>();
    private static long frames;
    private static long seconds;
    private static long roundSizes;
    private static long trades;
    private static double calmSpread;
    private static double wildSpread;

    @BeforeAll
    static void playAMarket() throws Exception {
        var feed =
                SimulatorFeed.open(
                        Exchanges.COINBASE.pairs(),
                        OptionalLong.of(2025),
                        OptionalLong.of(EVENTS),
                        Speed.MAX,
                        false,
                        InstantSource.system());
        feed.start(JsonNodeFactory.instance.objectNode());
        Map<Long, double[]> spreads = new TreeMap<>();
        while (feed.take(Duration.ZERO) instanceof Taken.Frame taken) {
            frames++;
            seconds = Duration.between(ORIGIN, taken.received()).toSeconds();
            switch (taken.event()) {
                case MarketEvent.Traded(var trade, _) -> see(trade);
                case MarketEvent.Ticked(var tick, _, _) -> see(tick, spreads);
                case MarketEvent.Beat heartbeat -> {
                    Trade last = LAST.get(heartbeat.pair());
                    if (last != null && last.tradeId() != heartbeat.lastTradeId()) {
                        PROBLEMS.add("a heartbeat that does not know the last trade");
                    }
                }
                default -> PROBLEMS.add("a frame that is none");
            }
        }
        MINUTE_PRICES.forEach((pair, prices) -> MOVES.put(pair, moves(prices)));
        compareSpreads(spreads);
    }

    private static void see(Trade trade) {
        Trade last = LAST.put(trade.pair(), trade);
        if (last != null) {
            if (trade.tradeId() != last.tradeId() + 1) {
                PROBLEMS.add("a trade id that is not the next");
            }
            if (trade.sequence() <= last.sequence()) {
                PROBLEMS.add("a sequence that does not grow");
            }
            if (trade.time().isBefore(last.time())) {
                PROBLEMS.add("a time that goes back");
            }
        }
        trades++;
        roundSizes +=
                trade.size().toString().replace(".", "").replaceAll("0+$", "").length() <= 3
                        ? 1
                        : 0;
        TRADES_A_SECOND.merge(trade.time().getEpochSecond(), 1, Integer::sum);
    }

    private static void see(Tick tick, Map<Long, double[]> spreads) {
        long before = LAST_SEQUENCE.getOrDefault(tick.pair(), 0L);
        LAST_SEQUENCE.put(tick.pair(), tick.sequence());
        if (tick.sequence() <= before) {
            PROBLEMS.add("a ticker's sequence that does not grow");
        }
        if (tick.bestBid().compareTo(tick.bestAsk()) >= 0) {
            PROBLEMS.add("a market without a spread");
        }
        double mid = (tick.bestBid().units() + tick.bestAsk().units()) / 2.0;
        long minute = tick.time().getEpochSecond() / MINUTE;
        MINUTE_PRICES.computeIfAbsent(tick.pair(), _ -> new TreeMap<>()).put(minute, mid);
        if (tick.pair().name().equals("ETH-USD")) {
            double[] sum = spreads.computeIfAbsent(minute, _ -> new double[2]);
            sum[0] += (tick.bestAsk().units() - tick.bestBid().units()) / mid;
            sum[1]++;
        }
    }

    private static double[] moves(NavigableMap<Long, Double> prices) {
        double[] moves = new double[(int) (prices.lastKey() - prices.firstKey())];
        double before = prices.firstEntry().getValue();
        for (int i = 0; i < moves.length; i++) {
            double after = prices.floorEntry(prices.firstKey() + i + 1).getValue();
            moves[i] = Math.log(after / before);
            before = after;
        }
        return moves;
    }

    /** Mean spread of the calmest and of the wildest third of the quarters of an hour. */
    private static void compareSpreads(Map<Long, double[]> spreads) {
        Map<Long, double[]> quarters = new TreeMap<>();
        NavigableMap<Long, Double> prices = requireNonNull(MINUTE_PRICES.get(new Pair("ETH-USD")));
        double[] moves = requireNonNull(MOVES.get(new Pair("ETH-USD")));
        for (int i = 0; i < moves.length; i++) {
            double[] sum =
                    quarters.computeIfAbsent((prices.firstKey() + i + 1) / 15, _ -> new double[3]);
            sum[0] += Math.abs(moves[i]);
            double[] spread = spreads.getOrDefault(prices.firstKey() + i + 1, new double[2]);
            sum[1] += spread[0];
            sum[2] += spread[1];
        }
        List<double[]> byWildness =
                quarters.values().stream().sorted((a, b) -> Double.compare(a[0], b[0])).toList();
        int third = byWildness.size() / 3;
        calmSpread = meanSpread(byWildness.subList(0, third));
        wildSpread = meanSpread(byWildness.subList(byWildness.size() - third, byWildness.size()));
    }

    private static double meanSpread(List<double[]> quarters) {
        double sum = quarters.stream().mapToDouble(quarter -> quarter[1]).sum();
        return sum / quarters.stream().mapToDouble(quarter -> quarter[2]).sum();
    }

    @Test
    void numbers_grow_as_the_exchanges_do_and_there_is_always_a_spread() {
        assertThat(PROBLEMS).isEmpty();
    }

    @Test
    void it_is_as_busy_as_a_small_market() {
        assertThat((double) frames / seconds).isBetween(20.0, 40.0);
    }

    @Test
    void moves_have_heavy_tails() {
        MOVES.forEach(
                (pair, moves) -> assertThat(kurtosis(moves)).as(pair.name()).isGreaterThan(3.5));
    }

    @Test
    void storms_come_in_clusters_while_the_direction_cannot_be_told() {
        MOVES.forEach((pair, moves) -> {
            double[] sizes = new double[moves.length];
            for (int i = 0; i < moves.length; i++) {
                sizes[i] = Math.abs(moves[i]);
            }
            assertThat(correlation(sizes, shifted(sizes, 1)))
                    .as("sizes of %s", pair)
                    .isGreaterThan(0.05);
            assertThat(Math.abs(correlation(moves, shifted(moves, 1))))
                    .as("directions of %s", pair)
                    .isLessThan(0.15);
        });
    }

    @Test
    void pairs_move_together() {
        double[] bitcoin = requireNonNull(MOVES.get(new Pair("BTC-USD")));
        MOVES.forEach((pair, moves) ->
                assertThat(correlation(bitcoin, moves)).as(pair.name()).isGreaterThan(0.3));
    }

    @Test
    void trades_come_in_bursts() {
        double mean = 0;
        double square = 0;
        for (long second = 1; second <= seconds; second++) {
            int count = TRADES_A_SECOND.getOrDefault(ORIGIN.getEpochSecond() + second, 0);
            mean += count;
            square += (double) count * count;
        }
        mean /= seconds;
        double variance = square / seconds - mean * mean;
        assertThat(variance / mean).as("1 if they came evenly").isGreaterThan(2);
    }

    @Test
    void spreads_widen_in_storms() {
        assertThat(wildSpread).isGreaterThan(1.1 * calmSpread);
    }

    @Test
    void some_sizes_are_round() {
        assertThat((double) roundSizes / trades).isBetween(0.1, 0.7);
    }

    private static double kurtosis(double[] values) {
        double second = 0;
        double fourth = 0;
        for (double value : values) {
            second += value * value;
            fourth += value * value * value * value;
        }
        return fourth * values.length / (second * second);
    }

    private static double[] shifted(double[] values, int by) {
        double[] shifted = new double[values.length - by];
        System.arraycopy(values, by, shifted, 0, shifted.length);
        return shifted;
    }

    private static double correlation(double[] a, double[] b) {
        int n = Math.min(a.length, b.length);
        double meanA = 0;
        double meanB = 0;
        for (int i = 0; i < n; i++) {
            meanA += a[i] / n;
            meanB += b[i] / n;
        }
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < n; i++) {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }
        return ab / Math.sqrt(aa * bb);
    }
}
