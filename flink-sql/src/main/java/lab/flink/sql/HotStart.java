package lab.flink.sql;

import java.util.Map;

/** Where the hot job begins to read: right after what Fluss holds. */
final class HotStart {
    private HotStart() {}

    static Map<String, String> variables(TierSettings tiers) {
        return Map.of("hot.prices.offsets", tiers.stream(), "hot.trades.offsets", tiers.stream());
    }
}
