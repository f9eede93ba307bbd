package lab.iggy.embedded.conformance;

import java.io.IOException;
import java.util.Optional;
import lab.iggy.junit.BrokerAddress;
import lab.iggy.junit.IggyBroker;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The protocol, byte by byte: against the embedded broker always, and against a real server if
 * {@code IGGY_TEST_SERVER} (system property or environment, {@code host:port:user:password}) names
 * one. What it makes there has {@code conformance} in its name and is removed.
 */
@IggyBroker
class ConformanceIT {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "000-frames",
                "000-before-login",
                "010-system",
                "011-snapshot",
                "012-cluster",
                "031-users",
                "038-login",
                "041-tokens",
                "100-poll",
                "101-send",
                "120-offsets",
                "200-streams",
                "300-topics",
                "402-partitions",
                "503-segments",
                "600-groups"
            })
    void servers_answer_as_they_should(String name, BrokerAddress embedded) throws IOException {
        play(name, embedded);
        Optional<BrokerAddress> named = BrokerAddress.named("IGGY_TEST_SERVER");
        if (named.isPresent()) {
            play(name, named.get());
        }
    }

    private static void play(String name, BrokerAddress server) throws IOException {
        try (var player = new Player(server)) {
            player.play(Transcript.read(name));
        }
    }
}
