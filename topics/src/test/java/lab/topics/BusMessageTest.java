package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BusMessageTest {
    private static String shown(String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        return new BusMessage(Topic.CLOSINGS, 0, 0, Instant.EPOCH, bytes).shown();
    }

    @Test
    void a_log_shows_one_line_of_text_whatever_a_payload_is() {
        assertThat(shown("{\"a\":1}")).isEqualTo("{\"a\":1}");
        assertThat(shown("\0x\n2026 ERROR all is lost")).isEqualTo("?x?2026 ERROR all is lost");
        assertThat(shown("y".repeat(3_000_000))).isEqualTo("y".repeat(200) + "…");
    }
}
