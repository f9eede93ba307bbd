package lab.flink.sql;

import static lab.flink.sql.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import lab.flink.sql.job.LostMessages;
import lab.flink.sql.job.OnBusLoss;
import lab.flink.sql.loss.BusLossCheck;
import lab.flink.sql.loss.BusLossTable;
import lab.topics.BusTopics;
import lab.topics.Topic;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusLossIT {
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final Duration BUS_WITHIN = Duration.ofMinutes(1);
    private static final List<String> JOBS = List.of("hot", "warm", "cold");
    private static final Instant NOTICED = Instant.parse("2026-03-01T12:00:00Z");
    private static final int FIRST = 200;

    @TempDir private Path folder;

    @Test
    void jobs_that_had_read_what_the_bus_lost_wait_until_that_is_accepted() throws Exception {
        try (var lab = TestLab.start(folder)) {
            send(lab, 0, FIRST);
            TestLab.Running running = lab.run(JOBS, 1);
            awaitTrades(running, FIRST);
            for (String job : List.of("warm", "cold")) {
                running.awaitRead(job, Topic.TRADES, lab.bus());
            }
            assertThat(look(lab)).isEmpty();
            running.close();
            assertThat(look(lab)).as("nothing is lost by a stop").isEmpty();

            BusTopics.remove(lab.bus().connection(), TestBus.STREAM, BUS_WITHIN);
            BusTopics.ensure(lab.bus().connection(), TestBus.STREAM, BUS_WITHIN);
            List<LostMessages> lost = look(lab);
            assertThat(lost)
                    .filteredOn(each -> each.topic().equals("trades"))
                    .singleElement()
                    .satisfies(each -> {
                        assertThat(each.from()).isZero();
                        assertThat(each.to()).isEqualTo(FIRST - 1);
                        assertThat(each.jobs()).contains("hot", "warm", "cold");
                    });

            send(lab, FIRST, 3 * FIRST);
            assertThat(look(lab)).as("it does not look whole when it has grown").isEqualTo(lost);
            running = lab.run(JOBS, 1, new OnBusLoss(false, lost));
            assertThat(running.jobs().reports())
                    .hasSize(JOBS.size())
                    .allSatisfy(report -> {
                        assertThat(report.isRefused()).isTrue();
                        assertThat(report.failure())
                                .hasValueSatisfying(why ->
                                        assertThat(why)
                                                .contains("topic trades partition")
                                                .contains("offsets 0 to " + (FIRST - 1))
                                                .contains("--on-bus-loss accept"));
                    });
            running.close();

            running = lab.run(JOBS, 1, new OnBusLoss(true, lost));
            awaitTrades(running, 3 * FIRST);
            BusLossTable.add(lab.tiers(), lost);
            BusLossTable.add(lab.tiers(), lost);
            assertThat(
                            running.rows(
                                    "SELECT from_offset, to_offset FROM cold.crypto.bus_losses"
                                            + " WHERE `topic` = 'trades'"))
                    .containsExactly(Row.of(0L, FIRST - 1L));
            running.close();
            assertThat(look(lab)).as("accepted once and for all").isEmpty();
        }
    }

    private static List<LostMessages> look(TestLab lab) throws Exception {
        return BusLossCheck.look(lab.tiers(), lab.checkpoints(), JOBS, NOTICED);
    }

    /** Of one pair, so of one partition. */
    private static void send(TestLab lab, int from, int to) throws InterruptedException {
        for (int i = from; i < to; i++) {
            var time = Market.NOON.plusMillis(i * 50L);
            lab.bus().send(Market.trade("BTC-USD", i + 1, time, "10." + i, "1"));
            lab.bus().send(Market.tick("BTC-USD", i + 1, time, "10." + i));
        }
        lab.bus().send(Market.ended("BTC-USD", Market.NOON.plusSeconds(50)));
        lab.bus().flush();
    }

    private static void awaitTrades(TestLab.Running running, long count) throws Exception {
        for (String tier : List.of("cold", "hot")) {
            eventually(
                    SOON,
                    () ->
                            assertThat(
                                            running.rows(
                                                    "SELECT COUNT(DISTINCT trade_id) FROM %s.crypto.trades"
                                                            .formatted(tier)))
                                    .as(tier)
                                    .containsExactly(Row.of(count)));
        }
    }
}
