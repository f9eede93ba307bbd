package lab.benchmarks.market;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lab.domain.EventTime;
import lab.topics.Bus;
import lab.topics.Partitioner;
import lab.topics.Topic;

/**
 * A market of twelve pairs that is a function of topic, partition and offset: whoever makes a
 * message, makes the same.
 *
 * <p>Each pair trades fifty times a second. The last trade of each comes hours later and closes all
 * candles before it, so that what the candles must add up to is known.
 */
public final class GeneratedMarket {
    public static final String EXCHANGE = "generator";
    static final int PAIRS_OF_PARTITION = 4;

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final long START_MICROS = EventTime.toMicros(START);
    private static final long STEP_MICROS = 20_013;
    private static final long CLOSING_MICROS = 3L * 3600 * 1_000_000;
    private static final long FIRST_NUMBER = 1_000_000_000L;
    private static final long MICROS_A_SECOND = 1_000_000;

    private static final String TICK =
            """
            {"pair":"%s","sequence":[##########],"price":"[#####.##]","best_bid":"[#####.##]",\
            "best_ask":"[#####.##]","volume_24h":"[#####.##]",\
            "time":"2026-01-05T[##:##:##.######]Z","trade_id":[##########],\
            "last_size":"0.[####]","side":"BUY","exchange":"generator",\
            "open_24h":"54321.01","low_24h":"50123.4","high_24h":"59876.5",\
            "volume_30d":"345678.12345678"}\
            """;
    private static final String TRADE =
            """
            {"pair":"%s","trade_id":[##########],"price":"[#####.##]","size":"0.[####]",\
            "side":"BUY","sequence":[##########],"time":"2026-01-05T[##:##:##.######]Z",\
            "exchange":"generator","feed_time":"2026-01-05T[##:##:##.######]Z"}\
            """;

    private static final List<String> PAIRS = evenlySpread();
    private static final List<Template> TICKS = templates(TICK);
    private static final List<Template> TRADES = templates(TRADE);

    private GeneratedMarket() {}

    /** Those of partition 0, then those of partition 1, and so on. */
    public static List<String> pairs() {
        return PAIRS;
    }

    /** Pairs by made-up names, until every partition has its share. */
    private static List<String> evenlySpread() {
        return IntStream.range(0, Bus.PARTITIONS)
                .boxed()
                .flatMap(partition ->
                        names().filter(name ->
                                        Partitioner.partition(name, Bus.PARTITIONS) == partition)
                                .limit(PAIRS_OF_PARTITION))
                .toList();
    }

    private static Stream<String> names() {
        return IntStream.range('A', 'Z').mapToObj(c -> "CO" + (char) c + "-USD");
    }

    private static List<Template> templates(String pattern) {
        return PAIRS.stream().map(pair -> Template.of(pattern.formatted(pair))).toList();
    }

    public static MarketEvent event(Load load, Topic topic, int partition, long offset) {
        int pair = partition * PAIRS_OF_PARTITION + (int) (offset % PAIRS_OF_PARTITION);
        long nth = offset / PAIRS_OF_PARTITION;
        boolean isLast = offset >= load.rowsOfPartition() - PAIRS_OF_PARTITION;
        long noise = mixed(nth * PAIRS.size() + pair);
        return new MarketEvent(
                topic,
                partition,
                offset,
                pair,
                FIRST_NUMBER + nth,
                START_MICROS + nth * STEP_MICROS + (isLast ? CLOSING_MICROS : 0),
                5_000_005 + 10 * (noise % 1_000),
                10 * (noise / 1_000 % 900) + 1,
                1_000_005 + 10 * (noise / 1_000_000 % 10_000));
    }

    /** A number without a pattern, not negative. */
    private static long mixed(long seed) {
        long z = (seed + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        return (z ^ (z >>> 27)) >>> 1;
    }

    static byte[] payload(MarketEvent event) {
        long time = clock(event.micros() - START_MICROS);
        return event.topic() == Topic.TRADES
                ? TRADES.get(event.pair())
                        .fill(
                                event.number(),
                                event.priceCents(),
                                event.sizeUnits(),
                                event.number(),
                                time,
                                time)
                : TICKS.get(event.pair())
                        .fill(
                                event.number(),
                                event.priceCents(),
                                event.bidCents(),
                                event.askCents(),
                                event.volumeCents(),
                                time,
                                event.number(),
                                event.sizeUnits());
    }

    /** A time of day as the digits of {@code HH:MM:SS.ffffff}. */
    private static long clock(long micros) {
        long seconds = micros / MICROS_A_SECOND;
        long digits = seconds / 3600 * 10_000 + seconds / 60 % 60 * 100 + seconds % 60;
        return digits * MICROS_A_SECOND + micros % MICROS_A_SECOND;
    }
}
