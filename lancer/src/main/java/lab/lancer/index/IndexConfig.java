package lab.lancer.index;

import java.nio.file.Path;
import lab.lancer.pattern.PatternRules;

/**
 * How the index is kept and searched.
 *
 * @param folder of its own
 * @param windowsExactMax of a pair with more windows than that, Lance's index proposes those that
 *     are looked at
 * @param candlesMax of all pairs together that are held in memory, some 45 bytes each; a pair that
 *     would go beyond is not answered for
 */
public record IndexConfig(Path folder, PatternRules rules, int windowsExactMax, int candlesMax) {
    public static final int WINDOWS_EXACT_MAX = 2_000_000;
    public static final int CANDLES_MAX = 6_000_000;

    public IndexConfig {
        if (windowsExactMax < 0 || candlesMax < 1) {
            throw new IllegalArgumentException(
                    "windows-exact-max, candles-max: must not be negative, were %d, %d"
                            .formatted(windowsExactMax, candlesMax));
        }
    }

    public static IndexConfig of(Path folder) {
        return new IndexConfig(folder, PatternRules.STANDARD, WINDOWS_EXACT_MAX, CANDLES_MAX);
    }

    Path pairs() {
        return folder.resolve("pairs");
    }

    Path lock() {
        return folder.resolve("lock");
    }
}
