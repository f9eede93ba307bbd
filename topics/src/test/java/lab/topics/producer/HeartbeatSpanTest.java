package lab.topics.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import lab.topics.Topic;
import org.junit.jupiter.api.Test;

class HeartbeatSpanTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos() / 1_000;
    private static final long SECOND = 1_000_000;

    private final HeartbeatSpan span = new HeartbeatSpan();

    @Test
    void a_message_is_kept_behind_the_heartbeats_that_are_minutes_older() {
        begin();
        assertThat(span.endsBefore(Topic.HEARTBEATS, 0)).isFalse();
        assertThat(span.endsBefore(Topic.PRICES, 4 * MINUTE)).isFalse();
        assertThat(span.endsBefore(Topic.HEARTBEATS, 9 * MINUTE)).as("none overtakes").isFalse();
        assertThat(span.endsBefore(Topic.PRICES, 4 * MINUTE + 1)).isTrue();
        assertThat(span.endsBefore(Topic.PRICES, 9 * MINUTE)).as("nothing to overtake").isFalse();
        assertThat(span.endsBefore(Topic.HEARTBEATS, 9 * MINUTE)).isFalse();
        assertThat(span.endsBefore(Topic.TRADES, 13 * MINUTE)).isFalse();
        assertThat(span.endsBefore(Topic.TRADES, 14 * MINUTE)).isTrue();
    }

    @Test
    void heartbeats_of_one_partition_may_come_whole_before_those_of_another() {
        begin();
        span.endsBefore(Topic.HEARTBEATS, 0);
        span.endsBefore(Topic.HEARTBEATS, 8 * MINUTE);
        assertThat(span.endsBefore(Topic.HEARTBEATS, MINUTE)).isFalse();
        assertThat(span.endsBefore(Topic.TRADES, 8 * MINUTE)).isTrue();
    }

    @Test
    void without_heartbeats_messages_keep_their_order_to_seconds() {
        assertThat(span.endsBefore(Topic.TRADES, 0)).isFalse();
        assertThat(span.endsBefore(Topic.PRICES, 5 * SECOND)).isFalse();
        assertThat(span.endsBefore(Topic.TRADES, 6 * SECOND)).isTrue();
        assertThat(span.endsBefore(Topic.TRADES, 11 * SECOND)).isFalse();
        assertThat(span.endsBefore(Topic.PRICES, 12 * SECOND)).isTrue();
    }

    @Test
    void the_first_heartbeats_leave_with_the_first_seconds() {
        assertThat(span.endsBefore(Topic.TRADES, 0)).isFalse();
        assertThat(span.endsBefore(Topic.HEARTBEATS, 0)).isFalse();
        assertThat(span.endsBefore(Topic.PRICES, 5 * SECOND)).isFalse();
        assertThat(span.endsBefore(Topic.HEARTBEATS, 5 * SECOND)).isFalse();
        assertThat(span.endsBefore(Topic.TRADES, 6 * SECOND)).isTrue();
        assertThat(span.endsBefore(Topic.HEARTBEATS, 6 * SECOND)).isFalse();
        assertThat(span.endsBefore(Topic.TRADES, 4 * MINUTE)).isFalse();
    }

    /** The first heartbeat is on its way. */
    private void begin() {
        span.endsBefore(Topic.HEARTBEATS, -MINUTE);
        assertThat(span.endsBefore(Topic.TRADES, 0)).isTrue();
    }
}
