package lab.iggy.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import lab.iggy.embedded.wire.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionIT {
    private static final int SEGMENT_BYTES = 4 << 10;
    private static final long HOUR_MICROS = Duration.ofHours(1).toNanos() / 1_000;

    @TempDir Path directory;

    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;
    private InstantSource expiryClock = clock;
    private EmbeddedBroker broker;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        broker =
                new EmbeddedBroker(
                        BrokerConfig.in(directory).withPort(0).withSegmentBytes(SEGMENT_BYTES),
                        clock,
                        expiryClock);
        broker.start();
        client = RawClient.loggedIn(broker);
        // Refused if it is there already
        client.ask(RawClient.CREATE_STREAM, RawClient.name(Unpooled.buffer(), "s"));
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        broker.close();
    }

    private void topic(long expiryMicros, long maxBytes) throws IOException {
        var payload = RawClient.identifier(Unpooled.buffer(), "s").writeIntLE(1).writeByte(1);
        payload.writeLongLE(expiryMicros).writeLongLE(maxBytes).writeByte(0);
        assertThat(client.ask(RawClient.CREATE_TOPIC, RawClient.name(payload, "t")).status())
                .isZero();
    }

    private void send(int messages) throws IOException {
        for (int i = 0; i < messages; i++) {
            var payload = RawClient.sendPayload("s", "t", 0, "x".repeat(200));
            assertThat(client.ask(RawClient.SEND, payload).status()).isZero();
        }
    }

    private long firstOffset() throws IOException {
        var body = client.ask(RawClient.POLL, RawClient.pollPayload("s", "t", 0, 0, 1)).body();
        return body.getLongLE(16 + 24);
    }

    private long firstStamp(String topic) throws IOException {
        var body = client.ask(RawClient.POLL, RawClient.pollPayload("s", topic, 0, 0, 1)).body();
        return body.getLongLE(16 + 32);
    }

    private int pollableMessages() throws IOException {
        return client.ask(RawClient.POLL, RawClient.pollPayload("s", "t", 0, 0, 10_000))
                .body()
                .getIntLE(12);
    }

    @Test
    void removes_as_many_of_the_oldest_segments_as_it_is_told_and_none_that_is_still_to_be_read()
            throws IOException {
        topic(0, 0);
        send(100);
        int all = segments();
        assertThat(all).isGreaterThan(4);

        assertThat(deleteSegments(0, 2)).isZero();
        assertThat(segments()).isEqualTo(all - 2);
        long first = firstOffset();
        assertThat(first).isPositive();
        assertThat(pollableMessages()).isEqualTo(100 - (int) first);

        var consumer = Unpooled.buffer().writeByte(1).writeByte(1).writeByte(4).writeIntLE(7);
        RawClient.identifier(RawClient.identifier(consumer, "s"), "t");
        client.ask(121, consumer.writeByte(1).writeIntLE(0).writeLongLE(first));
        assertThat(deleteSegments(0, 1_000)).isZero();
        assertThat(firstOffset()).isEqualTo(first); // its reader is still in the oldest one

        assertThat(deleteSegments(1, 1)).isEqualTo(ErrorCode.PARTITION_NOT_FOUND.code());
    }

    private int deleteSegments(int partition, int count) throws IOException {
        var payload = RawClient.identifier(RawClient.identifier(Unpooled.buffer(), "s"), "t");
        return client.ask(503, payload.writeIntLE(partition).writeIntLE(count)).status();
    }

    private int segments() throws IOException {
        try (var files = Files.walk(directory.resolve("partitions"))) {
            return (int) files.filter(file -> file.toString().endsWith(".log")).count();
        }
    }

    @Test
    void removes_what_has_expired_and_nothing_younger() throws IOException {
        topic(HOUR_MICROS, 0);
        send(100);
        now = now.plus(Duration.ofMinutes(50));
        send(100);
        now = now.plus(Duration.ofMinutes(20));

        broker.enforceRetention();

        assertThat(firstOffset()).isBetween(80L, 100L);
        assertThat(pollableMessages()).isBetween(100, 120);
    }

    @Test
    void removes_the_last_message_too_when_it_has_expired() throws IOException {
        topic(HOUR_MICROS, 0);
        send(3);
        now = now.plus(Duration.ofHours(2));

        broker.enforceRetention();

        assertThat(pollableMessages()).isZero();
        send(1);
        assertThat(firstOffset()).isEqualTo(3);
        try (var files = Files.walk(directory.resolve("partitions"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".log"))).hasSize(1);
        }
    }

    @Test
    void gives_up_old_messages_of_a_topic_whose_segment_is_never_full() throws IOException {
        topic(HOUR_MICROS, 0);
        for (int minute = 0; minute < 180; minute += 5) {
            if (minute % 20 == 0) {
                send(1);
            }
            broker.enforceRetention();
            now = now.plus(Duration.ofMinutes(5));
        }
        broker.enforceRetention();

        // Of nine messages, those of the last hour, and at most an eighth of it more
        assertThat(firstOffset()).isBetween(5L, 6L);
        assertThat(pollableMessages()).isBetween(3, 4);
    }

    /** The date set wrong by hand, and set right again a minute later. */
    @Test
    void removes_nothing_because_the_clock_jumps_while_it_runs() throws IOException {
        close();
        expiryClock = new DoubtedClock(clock);
        start();
        topic(HOUR_MICROS, 0);
        send(100);
        broker.enforceRetention();
        for (long hours : new long[] {20, 24 * 400, -1, -24 * 400}) {
            Instant right = now;
            now = now.plus(Duration.ofHours(hours));
            broker.enforceRetention();
            assertThat(pollableMessages()).as("%d h", hours).isEqualTo(100);
            now = right;
            broker.enforceRetention();
        }
        assertThat(firstOffset()).isZero();
    }

    @Test
    void stamps_go_on_in_one_order_over_all_partitions_when_the_clock_is_set_back()
            throws IOException {
        topic(0, 0);
        send(1);
        now = now.minus(Duration.ofHours(1));
        var payload = RawClient.identifier(Unpooled.buffer(), "s").writeIntLE(1).writeByte(1);
        payload.writeLongLE(0).writeLongLE(0).writeByte(0);
        assertThat(client.ask(RawClient.CREATE_TOPIC, RawClient.name(payload, "quiet")).status())
                .isZero();
        assertThat(client.ask(RawClient.SEND, RawClient.sendPayload("s", "quiet", 0, "x")).status())
                .isZero();
        long busy = firstStamp("t");
        assertThat(firstStamp("quiet")).isBetween(busy, busy + 60_000_000);
    }

    @Test
    void goes_on_where_it_was_after_a_restart_of_a_log_that_lost_its_beginning()
            throws IOException {
        topic(HOUR_MICROS, 10 * SEGMENT_BYTES);
        send(400);
        broker.enforceRetention();
        long first = firstOffset();
        int kept = pollableMessages();
        now = now.plus(Duration.ofHours(2));
        client.close();
        broker.close();

        start();
        assertThat(firstOffset()).isEqualTo(first);
        assertThat(pollableMessages()).isEqualTo(kept);
        send(1);
        broker.enforceRetention();
        assertThat(pollableMessages()).isLessThan(kept);
        assertThat(firstOffset() + pollableMessages()).isEqualTo(401);
    }

    @Test
    void keeps_a_topic_within_its_size() throws IOException {
        topic(0, 10 * SEGMENT_BYTES);
        send(400);

        broker.enforceRetention();

        assertThat(broker.stats().messageBytes()).isLessThan(10 * SEGMENT_BYTES);
        assertThat(firstOffset()).isPositive();
        assertThat(pollableMessages()).isGreaterThan(100);
    }

    @Test
    void keeps_what_a_consumer_that_stores_offsets_has_not_read() throws IOException {
        topic(0, 10 * SEGMENT_BYTES);
        send(1);
        var payload = Unpooled.buffer().writeByte(1).writeByte(1).writeByte(4).writeIntLE(9);
        RawClient.identifier(RawClient.identifier(payload, "s"), "t");
        assertThat(client.ask(121, payload.writeByte(1).writeIntLE(0).writeLongLE(0)).status())
                .isZero();
        send(399);

        broker.enforceRetention();

        assertThat(pollableMessages()).isEqualTo(400);
    }
}
