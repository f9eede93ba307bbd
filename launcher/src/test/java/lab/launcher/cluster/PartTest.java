package lab.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import lab.launcher.directory.Ports;
import lab.launcher.market.LabOptions;
import lab.poller.exchange.FeedChoice;
import org.junit.jupiter.api.Test;

class PartTest {
    @Test
    void each_part_is_known_by_its_name_and_needs_earlier_ones_alone() {
        for (Part part : Part.values()) {
            assertThat(Part.parse(part.toString())).isEqualTo(part);
            assertThat(part.needs()).allMatch(needed -> needed.compareTo(part) < 0);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Part.parse("kafka"))
                .withMessageContaining("fluss-tablet-0");
    }

    @Test
    void no_two_listen_on_the_same_port() {
        List<Integer> numbers =
                Part.ports(new Ports(100)).stream().map(Ports.Named::number).toList();

        assertThat(numbers).doesNotHaveDuplicates().contains(2281, 8190, 9223);
    }

    @Test
    void a_part_is_told_by_its_environment() {
        var settings =
                new PartSettings(
                        Map.of(
                                PartSettings.DATA, "/tmp/lab",
                                PartSettings.PORT_OFFSET, "300",
                                PartSettings.PARALLELISM, "2",
                                PartSettings.FEED, "simulator",
                                PartSettings.SEED, "7",
                                PartSettings.EVENTS, "500",
                                PartSettings.PAIRS, "BTC-USD,ETH-USD"));

        LabOptions options = settings.options();

        assertThat(settings.data().root()).hasToString("/tmp/lab");
        assertThat(settings.ports()).isEqualTo(new Ports(300));
        assertThat(options.parallelism()).isEqualTo(2);
        assertThat(options.feed()).isInstanceOf(FeedChoice.Simulator.class);
        assertThat(options.pairs()).hasSize(2);
    }

    @Test
    void a_number_that_is_none_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PartSettings(Map.of(PartSettings.PORT_OFFSET, "x")).ports())
                .withMessageContaining(PartSettings.PORT_OFFSET);
    }
}
