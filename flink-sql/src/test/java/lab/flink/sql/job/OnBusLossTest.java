package lab.flink.sql.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lab.flink.sql.loss.BusLossCheck;
import org.junit.jupiter.api.Test;

class OnBusLossTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final LostMessages TRADES = lost("trades", 1, 120, 180, "warm", "hot");

    @Test
    void a_job_that_had_read_what_is_lost_is_refused_with_place_and_way_out() {
        assertThatThrownBy(() -> new OnBusLoss(false, List.of(TRADES)).decide(LabJob.WARM))
                .isInstanceOf(JobRefusedException.class)
                .hasMessageContaining(
                        "job warm: the bus has lost messages that were read already: topic trades partition 1 offsets 120 to 180 (how)")
                .hasMessageContaining("./lab up --on-bus-loss accept")
                .hasMessageContaining("./lab reset --only derived");
    }

    @Test
    void others_run_and_fail_by_what_is_lost_later() {
        assertThat(new OnBusLoss(false, List.of(TRADES)).decide(LabJob.CLEARING).option())
                .isEqualTo("fail");
        assertThat(OnBusLoss.NOTHING_LOST.decide(LabJob.WARM).option()).isEqualTo("fail");
    }

    @Test
    void accepted_it_goes_on() {
        assertThat(new OnBusLoss(true, List.of(TRADES)).decide(LabJob.WARM).option())
                .isEqualTo("warn");
        assertThat(new OnBusLoss(true, List.of(TRADES)).decide(LabJob.COLD).option())
                .isEqualTo("fail");
    }

    @Test
    void a_job_without_checkpoints_begins_where_the_loss_began() {
        var accepted = new OnBusLoss(true, List.of(TRADES, lost("prices", 0, 5, 9, "hot")));

        assertThat(
                        accepted.before(
                                Map.of(
                                        "hot.trades.offsets",
                                        "partition:0,offset:150;partition:1,offset:181",
                                        "hot.prices.offsets",
                                        "partition:0,offset:3",
                                        "hot.executions.offsets",
                                        "")))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "hot.trades.offsets",
                                "partition:0,offset:150;partition:1,offset:120",
                                "hot.prices.offsets",
                                "partition:0,offset:3",
                                "hot.executions.offsets",
                                ""));
    }

    @Test
    void what_two_jobs_show_of_one_log_is_one_loss() {
        var all = new ArrayList<>(List.of(TRADES));

        BusLossCheck.merge(all, lost("trades", 1, 100, 150, "cold"));
        BusLossCheck.merge(all, lost("trades", 2, 1, 2, "cold"));

        assertThat(all)
                .containsExactly(
                        lost("trades", 1, 100, 180, "warm", "hot", "cold"),
                        lost("trades", 2, 1, 2, "cold"));
    }

    private static LostMessages lost(
            String topic, int partition, long from, long to, String... jobs) {
        return new LostMessages(topic, partition, from, to, NOON, "how", List.of(jobs));
    }
}
