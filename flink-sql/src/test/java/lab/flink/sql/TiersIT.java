package lab.flink.sql;

import static lab.flink.sql.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TiersIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String[] PAIRS = {"BTC-USD", "ETH-USD", "SOL-USD", "DOGE-USD"};
    private static final int EACH = 50;

    @TempDir static Path folder;
    private static TestLab lab;

    @BeforeAll
    static void start() throws Exception {
        lab = TestLab.start(folder);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @Test
    void what_is_sent_reaches_every_tier_once() throws Exception {
        for (String pair : PAIRS) {
            for (int i = 1; i <= EACH; i++) {
                lab.bus().send(Market.tick(pair, i, Market.NOON.plusSeconds(i), "10" + i));
                lab.bus().send(Market.trade(pair, i, Market.NOON.plusSeconds(i), "10" + i, "2"));
            }
            lab.bus().send(Market.ended(pair, Market.NOON.plusSeconds(EACH)));
        }
        lab.bus().flush();
        try (LabCluster cluster = lab.cluster(1);
                LabJobs jobs = LabJobs.start(lab.tiers(), lab.jobSettings(1), cluster)) {
            long all = (long) PAIRS.length * EACH;
            eventually(
                    SOON,
                    () ->
                            assertThat(lab.rows(cluster, "SELECT COUNT(*) FROM hot.crypto.ticks"))
                                    .containsExactly(Row.of(all)));
            eventually(
                    SOON,
                    () ->
                            assertThat(lab.rows(cluster, "SELECT COUNT(*) FROM cold.crypto.ticks"))
                                    .containsExactly(Row.of(all)));
            eventually(
                    SOON,
                    () ->
                            assertThat(
                                            lab.rows(
                                                    cluster,
                                                    "SELECT COUNT(*) FROM warm.crypto.candles_1m"))
                                    .containsExactly(Row.of((long) PAIRS.length)));
        }
    }
}
