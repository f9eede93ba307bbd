package lab.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ListenersTest {
    @Test
    void tells_who_listens_on_all_addresses_from_who_listens_on_loopback() throws Exception {
        assumeTrue(Listeners.canTell(), "only Linux tells who listens");
        try (var inside = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var open = new ServerSocket(0)) {
            long pid = ProcessHandle.current().pid();
            assertThat(Listeners.of(pid))
                    .filteredOn(it -> it.port() == inside.getLocalPort())
                    .singleElement()
                    .matches(Listeners.Listener::isLoopback);
            assertThat(Listeners.of(pid))
                    .filteredOn(it -> it.port() == open.getLocalPort())
                    .singleElement()
                    .matches(it -> !it.isLoopback());
        }
    }
}
