package lab.flink.connector.iggy.source.reader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    @Test
    void is_one_json_object_with_the_time_to_the_microsecond() {
        var letter =
                new DeadLetter("job", "bad price", "e30=", 1_700_000_000_000_001L, "trades", 2, 42);

        assertThat(new String(letter.toJson(), UTF_8))
                .isEqualTo(
                        "{\"source\":\"job\",\"reason\":\"bad price\",\"payload\":\"e30=\","
                                + "\"received\":\"2023-11-14T22:13:20.000001Z\",\"topic\":\"trades\","
                                + "\"partition\":2,\"offset\":42}");
    }

    @Test
    void quotes_whatever_a_reason_may_hold() {
        var letter = new DeadLetter("s", "a\"b\\c\nd\u0001é\ud83d", "", 0, "t", 0, 0);

        assertThat(new String(letter.toJson(), UTF_8))
                .contains("\"reason\":\"a\\\"b\\\\c\\u000ad\\u0001é\\ud83d\"");
    }

    @Test
    void the_reason_is_the_root_cause_and_bounded() {
        var root = new IllegalStateException("x".repeat(600));
        String reason = DeadLetter.reasonOf(new IOException("outer", new IOException(root)));

        assertThat(reason).hasSize(501).startsWith("xxx").endsWith("…");
    }

    @Test
    void a_cause_without_words_is_named_by_its_class() {
        assertThat(DeadLetter.reasonOf(new IOException(new NullPointerException())))
                .isEqualTo("java.lang.NullPointerException");
    }
}
