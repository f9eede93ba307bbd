package lab.launcher.service;

import static org.assertj.core.api.Assertions.assertThat;

import lab.launcher.directory.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LabServiceTest {
    @ParameterizedTest
    @EnumSource
    void each_is_found_by_the_name_that_users_write(LabService service) {
        assertThat(LabService.parse(service.toString())).isEqualTo(service);
    }

    @Test
    void a_lab_listens_on_a_port_of_its_own_for_each() {
        assertThat(LabPorts.all(new Ports(200)))
                .contains(
                        new Ports.Named("pattern service", 8203),
                        new Ports.Named("analyst", 8205),
                        new Ports.Named("paper desk", 8207))
                .extracting(Ports.Named::number)
                .doesNotHaveDuplicates();
    }

    @Test
    void no_feed_outruns_the_clearing_house_and_who_decides_by_the_bus() {
        assertThat(LabService.behindFeed()).containsExactlyInAnyOrder("clearing", "desk");
        assertThat(LabService.ofProgress("desk")).contains(LabService.CONSENSUS);
        assertThat(LabService.ofProgress("clearing")).isEmpty();
    }
}
