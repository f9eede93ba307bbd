package lab.iggy.embedded.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lab.iggy.embedded.storage.LogFixture.Polled;
import lab.iggy.embedded.storage.PartitionLog.Depth;
import lab.iggy.embedded.wire.Batches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRefillTest {
    private static final int SEGMENT_BYTES = 1 << 10;
    private static final int MESSAGES = 500;

    @TempDir Path directory;
    private final List<Polled> written = new ArrayList<>();

    private LogFixture fixture() {
        return new LogFixture(directory.resolve("partition"), SEGMENT_BYTES);
    }

    /** Some messages share a stamp, as those of a batch do. */
    private PartitionLog cut(LogFixture fixture) throws IOException {
        PartitionLog log = fixture.open();
        for (int i = 0; i < MESSAGES; i += 5) {
            String[] batch = new String[5];
            for (int j = 0; j < batch.length; j++) {
                batch[j] = "message %d %s".formatted(i + j, "x".repeat(i % 90));
                written.add(new Polled(i + j, 1_000 + i, batch[j]));
            }
            log.append(Batches.of(batch), 1_000 + i);
        }
        log.append(Batches.of("last"), 9_000);
        written.add(new Polled(MESSAGES, 9_000, "last"));
        while (log.firstOffset() < 250) {
            assertThat(log.deleteOldestClosed(Long.MAX_VALUE)).isTrue();
        }
        return log;
    }

    private LogRefill filled(PartitionLog log, int first) throws IOException {
        LogRefill refill = log.refill();
        refill.begin(first);
        assertThat(refill.missing()).isEqualTo(refill.end() - first);
        for (Polled message : written.subList(first, (int) refill.end())) {
            refill.add(message.micros(), message.payload().getBytes(StandardCharsets.UTF_8));
        }
        assertThat(refill.missing()).isZero();
        return refill;
    }

    private static List<Path> leftOf(LogFixture fixture) throws IOException {
        try (var files = Files.list(fixture.directory)) {
            return files.filter(file -> file.toString().endsWith(".refill")).toList();
        }
    }

    @Test
    void what_is_put_back_has_its_offsets_and_stamps_before_and_after_a_restart()
            throws IOException {
        LogFixture fixture = fixture();
        PartitionLog log = cut(fixture);

        filled(log, 0).publish();

        assertThat(log.firstOffset()).isZero();
        assertThat(LogFixture.poll(log, 0, 10_000)).isEqualTo(written);
        assertThat(log.offsetAt(1_000)).hasValue(0);
        assertThat(log.offsetAt(1_100)).hasValue(100);
        log.append(Batches.of("next"), 10_000);
        for (Depth depth : Depth.values()) {
            PartitionLog again = fixture().open(depth);
            assertThat(LogFixture.poll(again, 0, MESSAGES + 1)).isEqualTo(written);
            assertThat(again.nextOffset()).isEqualTo(MESSAGES + 2);
        }
        assertThat(leftOf(fixture)).isEmpty();
    }

    @Test
    void nobody_sees_what_is_not_published_and_a_start_removes_it() throws IOException {
        LogFixture fixture = fixture();
        PartitionLog log = cut(fixture);
        long first = log.firstOffset();

        filled(log, 0).complete();

        assertThat(LogFixture.poll(log, 0, 1).getFirst().offset()).isEqualTo(first);
        assertThat(leftOf(fixture)).isNotEmpty();
        assertThat(fixture().open().firstOffset()).isEqualTo(first);
        assertThat(leftOf(fixture)).isEmpty();
    }

    @Test
    void what_is_dropped_can_be_begun_again() throws IOException {
        PartitionLog log = cut(fixture());
        LogRefill dropped = filled(log, 0);
        dropped.discard();

        filled(log, 0).publish();

        assertThat(LogFixture.poll(log, 0, 10_000)).isEqualTo(written);
    }

    @Test
    void a_log_that_was_emptied_is_filled_too() throws IOException {
        LogFixture fixture = fixture();
        PartitionLog log = cut(fixture);
        while (log.deleteOldestIf(Long.MAX_VALUE, Long.MAX_VALUE)) {}
        assertThat(log.messages()).isZero();

        filled(log, 0).publish();

        assertThat(LogFixture.poll(log, 0, 10_000)).isEqualTo(written);
        assertThat(log.append(Batches.of("next"), 10_000)).isEqualTo(MESSAGES + 1);
    }

    @Test
    void a_gap_is_never_published() throws IOException {
        PartitionLog log = cut(fixture());
        LogRefill refill = log.refill();
        refill.begin(0);
        refill.add(1_000, new byte[10]);

        assertThatThrownBy(refill::publish)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must end at offset %d, ended at 1".formatted(refill.end()));
        assertThat(log.firstOffset()).isEqualTo(refill.end());
    }

    @Test
    void removing_goes_on_after_what_was_put_back() throws IOException {
        PartitionLog log = cut(fixture());
        filled(log, 0).publish();

        while (log.deleteOldestClosed(Long.MAX_VALUE)) {}

        assertThat(log.segmentCount()).isOne();
    }

    @Test
    void a_log_keeps_its_only_message_for_without_it_it_would_look_as_if_it_never_had_one()
            throws IOException {
        PartitionLog log = fixture().open();
        log.append(Batches.of("only"), 100);
        log.rollIfOlder(1_000);

        assertThat(log.deleteOldestIf(1_000, Long.MAX_VALUE)).isFalse();
        assertThat(log.deleteOldestClosed(Long.MAX_VALUE)).isFalse();
        assertThat(log.firstOffset()).isZero();

        log.append(Batches.of("second"), 200);
        assertThat(log.deleteOldestIf(1_000, Long.MAX_VALUE)).isTrue();
        assertThat(log.firstOffset()).isOne();
    }
}
