package lab.lancer.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScanTest {
    private static final int BLOCK = 32;

    /** More than one task's places, with gaps and flat hours. */
    @ParameterizedTest
    @CsvSource({"1, 70000", "2, 33000", "3, 900", "4, 64"})
    void no_window_is_nearer_than_its_block_s_bound(long seed, int minutes) {
        Series series = Series.empty(PatternRules.STANDARD).with(Market.minutes(minutes, seed));
        int last = lastWindow(series);
        Scan scan = series.scan(last);
        for (int end : new int[] {0, 31, 59, 60, 61, series.candles() - 7, series.candles()}) {
            double[] bounds = scan.bounds(end, BLOCK);
            assertThat(bounds).hasSize((end + BLOCK - 1) / BLOCK);
            int tight = 0;
            for (int block = 0; block < bounds.length; block++) {
                double least = Double.POSITIVE_INFINITY;
                for (int i = block * BLOCK; i < Math.min(end, (block + 1) * BLOCK); i++) {
                    if (series.searched(series.minute(i), end).isPresent()) {
                        least = Math.min(least, scan.distance(i));
                    }
                }
                assertThat(bounds[block]).isLessThanOrEqualTo(least + scan.slack() / 2);
                assertThat(Double.isInfinite(bounds[block])).isEqualTo(Double.isInfinite(least));
                tight += bounds[block] >= 0.5 * least ? 1 : 0;
            }
            assertThat(tight).isGreaterThanOrEqualTo(bounds.length / 2);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7, 8, 9})
    void a_quick_distance_is_the_rule_s_but_for_rounding(long seed) {
        Series series = Series.empty(PatternRules.STANDARD).with(Market.minutes(3_000, seed));
        int last = lastWindow(series);
        Scan scan = series.scan(last);
        int end = series.candles();
        double[] quick = scan.distances(100, 612);
        int known = 0;
        for (int i = 0; i < quick.length; i++) {
            if (series.searched(series.minute(100 + i), end).isPresent()) {
                known++;
                assertThat(Math.abs(quick[i] - scan.distance(100 + i)))
                        .isLessThan(scan.slack() / 2);
            } else {
                assertThat(quick[i]).isInfinite();
            }
        }
        assertThat(known).isPositive();
    }

    private static int lastWindow(Series series) {
        for (int i = series.candles() - 1; i > 0; i--) {
            if (series.newestWindow(series.end(i)) instanceof Series.Newest.Window(int last)) {
                return last;
            }
        }
        throw new IllegalStateException("a market has a window");
    }
}
