package lab.testports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPortsTest {
    private static final int FIRST_EPHEMERAL = 32_768;

    @TempDir private Path folder;

    /** As long as they can be reached they hold what they took. */
    private final List<TestPorts> holders = new ArrayList<>();

    @Test
    void a_port_is_below_those_that_outgoing_connections_get_and_is_given_once() {
        Set<Integer> given = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            assertThat(given.add(TestPorts.one())).isTrue();
        }
        assertThat(given).allMatch(port -> port < FIRST_EPHEMERAL);
    }

    @Test
    void a_port_that_another_run_of_tests_holds_is_not_given() {
        int one = TestPorts.one();
        int another = TestPorts.one();
        int third = TestPorts.one();
        var holder = new TestPorts(folder);
        holders.add(holder);
        assertThat(holder.take(_ -> List.of(one, another))).contains(one, another);

        var other = new TestPorts(folder);
        assertThatIllegalStateException()
                .isThrownBy(() -> other.take(_ -> List.of(third, another)))
                .withMessageContaining("some must be free");
        assertThat(other.take(_ -> List.of(third)))
                .as("what it could have had of a refused set is free again")
                .contains(third);
    }

    @Test
    void a_port_that_somebody_listens_on_is_not_given() throws Exception {
        int port = TestPorts.one();
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> new TestPorts(folder).take(_ -> List.of(port)));
        }
        assertThat(new TestPorts(folder).take(_ -> List.of(port))).contains(port);
    }
}
