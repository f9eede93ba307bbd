package lab.launcher.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lab.iggy.embedded.BrokerReport;
import lab.iggy.embedded.storage.TornTail;
import org.junit.jupiter.api.Test;

class BusLossTest {
    private static final TornTail TORN =
            new TornTail(
                    Path.of("iggy/partitions/s0-t1-p0-u4/00000000000000000000.log"),
                    31_572,
                    14_889,
                    0,
                    "batch announced, but its bytes do not check");

    @Test
    void a_torn_end_that_nobody_had_read_is_none() {
        assertThat(BusLoss.of(report(List.of(TORN), 0))).isEmpty();
        assertThat(BusLoss.of(report(List.of(), 0))).isEmpty();
    }

    @Test
    void an_end_that_was_read_is_named_with_the_command() {
        assertThat(BusLoss.of(report(List.of(TORN), 2)))
                .hasValueSatisfying(told ->
                        assertThat(told)
                                .contains("(s0-t1-p0-u4 from offset 14889 on)")
                                .endsWith("run ./lab reset --only derived"));
    }

    /** After a power loss a file may just be shorter, at the end of a batch. */
    @Test
    void an_end_that_left_no_trace_shows_by_who_had_read_it() {
        assertThat(BusLoss.of(report(List.of(), 1)))
                .hasValueSatisfying(
                        told -> assertThat(told).contains("were read already, as a power loss"));
    }

    private static BrokerReport report(List<TornTail> torn, int lowered) {
        return new BrokerReport(1, 10, 30, 75_673, torn, List.of(), lowered, Duration.ofMillis(5));
    }
}
