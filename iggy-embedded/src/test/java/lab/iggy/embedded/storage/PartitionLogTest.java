package lab.iggy.embedded.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import lab.iggy.embedded.storage.LogFixture.Polled;
import lab.iggy.embedded.storage.file.DeletedLogException;
import lab.iggy.embedded.wire.Batches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionLogTest {
    @TempDir Path directory;

    private LogFixture fixture(int segmentBytes) {
        return new LogFixture(directory.resolve("partition"), segmentBytes);
    }

    @Test
    void has_no_files_before_the_first_message() throws IOException {
        var fixture = fixture(1 << 20);
        var log = fixture.open();

        assertThat(log.everWritten()).isFalse();
        assertThat(log.currentOffset()).isZero();
        assertThat(fixture.directory).doesNotExist();
        assertThat(LogFixture.poll(log, 0, 10)).isEmpty();
    }

    @Test
    void gives_messages_their_offsets_and_their_time() throws IOException {
        var log = fixture(1 << 20).open();
        log.append(Batches.of("a", "b"), 100);
        log.append(Batches.of("c"), 200);

        assertThat(LogFixture.poll(log, 0, 10))
                .containsExactly(
                        new Polled(0, 100, "a"), new Polled(1, 100, "b"), new Polled(2, 200, "c"));
        assertThat(log.currentOffset()).isEqualTo(2);
    }

    @Test
    void never_lets_time_go_back() throws IOException {
        var log = fixture(1 << 20).open();
        log.append(Batches.of("a"), 200);
        log.append(Batches.of("b"), 100);

        assertThat(LogFixture.poll(log, 1, 1)).containsExactly(new Polled(1, 200, "b"));
    }

    @Test
    void finds_every_message_in_large_and_small_batches_over_many_segments() throws IOException {
        var fixture = fixture(64 << 10);
        var log = fixture.open();
        int next = 0;
        for (int size : new int[] {1, 700, 3, 1, 256, 257, 1, 1, 40, 1000, 1, 63, 64, 65}) {
            int first = next;
            log.append(
                    Batches.of(
                            IntStream.range(first, first + size)
                                    .mapToObj(i -> "message " + i)
                                    .toArray(String[]::new)),
                    1_000L + first);
            next += size;
        }
        checkEveryOffset(log, next);
        assertThat(log.segmentCount()).isGreaterThan(2);
        checkEveryOffset(fixture.open(), next);
    }

    private static void checkEveryOffset(PartitionLog log, int messages) throws IOException {
        assertThat(log.messages()).isEqualTo(messages);
        for (int from = 0; from < messages; from += 7) {
            int count = Math.min(100, messages - from);
            assertThat(LogFixture.poll(log, from, 100))
                    .extracting(Polled::offset)
                    .containsExactlyElementsOf(
                            LongStream.range(from, from + count).boxed().toList());
        }
        assertThat(LogFixture.poll(log, messages, 1)).isEmpty();
    }

    @Test
    void finds_the_first_message_of_a_time() throws IOException {
        var log = fixture(4 << 10).open();
        for (int i = 0; i < 200; i++) {
            log.append(Batches.of("m" + i, "n" + i), 1_000L + 10L * i);
        }
        assertThat(log.offsetAt(0)).hasValue(0);
        assertThat(log.offsetAt(1_000)).hasValue(0);
        assertThat(log.offsetAt(1_001)).hasValue(2);
        assertThat(log.offsetAt(1_990)).hasValue(198);
        assertThat(log.offsetAt(2_990)).hasValue(398);
        assertThat(log.offsetAt(2_991)).isEmpty();
    }

    @Test
    void gives_no_more_bytes_than_asked_for_but_whole_messages() throws IOException {
        var log = fixture(1 << 20).open();
        log.append(Batches.sized(300, 36), 1);

        assertThat(LogFixture.poll(log.fetch(10, 200, 1_000))).hasSize(10);
        assertThat(LogFixture.poll(log.fetch(10, 200, 999))).hasSize(9);
        assertThat(LogFixture.poll(log.fetch(295, 200, 1_000))).hasSize(5);
    }

    @Test
    void goes_on_behind_messages_that_are_missing_in_the_middle() throws IOException {
        var fixture = fixture(1 << 10);
        var log = fixture.open();
        for (int i = 0; i < 40; i++) {
            log.append(Batches.sized(1, 100), 1_000L + i);
        }
        fixture.openFiles.close();
        try (var files = Files.list(fixture.directory)) {
            var second = files.filter(f -> f.toString().endsWith(".log")).sorted().toList().get(1);
            try (var channel = FileChannel.open(second, StandardOpenOption.WRITE)) {
                channel.truncate(170);
            }
        }
        var reopened = fixture(1 << 10).open();

        var before = LogFixture.poll(reopened, 0, 100);
        long gap = before.getLast().offset() + 1;
        assertThat(gap).isLessThan(30);
        assertThat(LogFixture.poll(reopened, gap, 1).getFirst().offset()).isGreaterThan(gap);
        assertThat(LogFixture.poll(reopened, 39, 1)).hasSize(1);
    }

    @Test
    void starts_at_the_oldest_message_if_older_ones_are_gone() throws IOException {
        var fixture = fixture(1 << 10);
        var log = fixture.open();
        for (int i = 0; i < 40; i++) {
            log.append(Batches.sized(1, 100), 1_000L + i);
        }
        assertThat(log.deleteOldestClosed(Long.MAX_VALUE)).isTrue();
        assertThat(log.deleteOldestClosed(Long.MAX_VALUE)).isTrue();

        assertThat(log.firstOffset()).isPositive();
        assertThat(LogFixture.poll(log, 0, 1).getFirst().offset()).isEqualTo(log.firstOffset());
        assertThat(fixture.open().firstOffset()).isEqualTo(log.firstOffset());
    }

    @Test
    void keeps_a_segment_that_a_consumer_has_still_to_read() throws IOException {
        var log = fixture(1 << 10).open();
        for (int i = 0; i < 40; i++) {
            log.append(Batches.sized(1, 100), 1_000L + i);
        }
        assertThat(log.deleteOldestClosed(0)).isFalse();
        assertThat(log.deleteOldestIf(2_000, 0)).isFalse();
        assertThat(log.firstOffset()).isZero();
    }

    @Test
    void remembers_the_offset_when_every_message_has_expired() throws IOException {
        var fixture = fixture(1 << 10);
        var log = fixture.open();
        for (int i = 0; i < 40; i++) {
            log.append(Batches.sized(1, 100), 1_000L + i);
        }
        while (log.deleteOldestIf(5_000, Long.MAX_VALUE)) {
            assertThat(log.segmentCount()).isPositive();
        }
        assertThat(log.messages()).isZero();
        assertThat(log.currentOffset()).isEqualTo(39);

        var reopened = fixture.open();
        assertThat(reopened.append(Batches.of("next"), 6_000)).isEqualTo(40);
    }

    @Test
    void can_still_be_read_by_who_got_a_slice_before_it_was_deleted() throws IOException {
        var fixture = fixture(1 << 20);
        var log = fixture.open();
        log.append(Batches.of("a"), 1);
        var slice = log.fetch(0, 1, Long.MAX_VALUE);
        log.delete();

        assertThat(LogFixture.poll(slice)).containsExactly(new Polled(0, 1, "a"));
        assertThat(fixture.openFiles.count()).isZero();
        assertThat(fixture.directory).doesNotExist();
        assertThatThrownBy(() -> log.append(Batches.of("b"), 2))
                .isInstanceOf(DeletedLogException.class);
        assertThat(Files.exists(fixture.directory)).isFalse();
    }
}
