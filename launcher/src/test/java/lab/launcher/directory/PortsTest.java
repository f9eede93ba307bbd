package lab.launcher.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import lab.launcher.service.LabPorts;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void an_offset_moves_every_port() {
        var ports = new Ports(100);
        assertThat(LabPorts.all(ports))
                .extracting(Ports.Named::number)
                .containsExactly(8190, 9223, 2281, 8180, 8103, 8105, 8107, 8181);
    }

    @Test
    void a_port_is_busy_while_somebody_listens_there() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = new Ports.Named("somebody", socket.getLocalPort());
            assertThat(Ports.firstBusy(List.of(port))).contains(port);
        }
    }
}
