package lab.console.hot;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import lab.testports.TestPorts;
import org.junit.jupiter.api.Test;

class BootstrapIT {
    @Test
    void one_server_that_takes_connections_is_enough() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String open = "127.0.0.1:" + server.getLocalPort();

            assertThatCode(() -> Bootstrap.check(List.of("no.such.host.invalid:9123", open)))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void servers_that_do_not_answer_are_named() {
        String closed = "127.0.0.1:" + TestPorts.one();

        assertThatThrownBy(() -> Bootstrap.check(List.of(closed)))
                .isInstanceOf(HotTierException.class)
                .hasMessage("no answer from " + closed);
    }
}
