package lab.iggy.embedded.storage.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import lab.iggy.embedded.storage.IndexCache;
import lab.iggy.embedded.storage.LogSettings;
import lab.iggy.embedded.storage.PartitionLog;
import lab.iggy.embedded.storage.file.OpenFiles;
import lab.iggy.embedded.storage.offsets.ConsumerOffsets.Owner;
import lab.iggy.embedded.wire.Batches;
import lab.iggy.embedded.wire.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OffsetJournalTest {
    private static final Owner ANN = new Owner(Consumer.Kind.CONSUMER, 1);
    private static final Owner GROUP = new Owner(Consumer.Kind.GROUP, 1);

    @TempDir Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("offsets");
    }

    /** As after a restart: nothing stored but what the journal says. */
    private Partition partition() throws IOException {
        var settings = new LogSettings(1 << 20, false, new OpenFiles(8), new IndexCache(4));
        var log = PartitionLog.fresh(directory.resolve("p"), settings);
        log.append(Batches.of("a", "b", "c"), 1);
        return new Partition(0, 7, Instant.EPOCH, log, new ConsumerOffsets());
    }

    private OffsetJournal open(Partition partition) throws IOException {
        return OffsetJournal.open(file, false, Map.of(partition.uid(), partition));
    }

    @Test
    void remembers_the_newest_offset_of_everybody() throws IOException {
        var before = partition();
        try (var journal = open(before)) {
            journal.store(before, ANN, 1);
            journal.store(before, GROUP, 0);
            journal.store(before, ANN, 2);
        }
        var after = partition();
        try (var _ = open(after)) {
            assertThat(after.offsets().get(ANN)).hasValue(2);
            assertThat(after.offsets().get(GROUP)).hasValue(0);
            assertThat(after.offsets().barrier()).isZero();
        }
    }

    @Test
    void remembers_what_was_deleted() throws IOException {
        var before = partition();
        try (var journal = open(before)) {
            journal.store(before, ANN, 1);
            assertThat(journal.delete(before, ANN)).isTrue();
            assertThat(journal.delete(before, ANN)).isFalse();
        }
        var after = partition();
        try (var _ = open(after)) {
            assertThat(after.offsets().get(ANN)).isEmpty();
        }
    }

    @Test
    void believes_records_up_to_the_first_that_is_torn() throws IOException {
        var before = partition();
        try (var journal = open(before)) {
            journal.store(before, ANN, 1);
            journal.store(before, ANN, 2);
        }
        for (long size = Files.size(file) - 1; size >= 32; size--) {
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(size);
            }
            var after = partition();
            try (var journal = open(after)) {
                assertThat(after.offsets().get(ANN)).hasValue(1);
                if (size == 32) {
                    journal.store(after, ANN, 0);
                }
            }
        }
        var last = partition();
        try (var _ = open(last)) {
            assertThat(last.offsets().get(ANN)).hasValue(0);
        }
    }

    @Test
    void is_written_anew_when_most_of_it_is_history() throws IOException {
        var before = partition();
        try (var journal = open(before)) {
            for (int i = 0; i < 140_000; i++) {
                journal.store(before, ANN, i % 3);
            }
            long size = Files.size(file);
            journal.compact(List.of(before));
            assertThat(Files.size(file)).isEqualTo(32).isLessThan(size);
            journal.store(before, GROUP, 2);
        }
        var after = partition();
        try (var _ = open(after)) {
            assertThat(after.offsets().get(ANN)).hasValue(139_999 % 3);
            assertThat(after.offsets().get(GROUP)).hasValue(2);
        }
    }

    @Test
    void forgets_offsets_of_a_log_that_is_empty_so_that_next_gives_message_0() throws IOException {
        var settings = new LogSettings(1 << 20, false, new OpenFiles(8), new IndexCache(4));
        var log = PartitionLog.fresh(directory.resolve("empty"), settings);
        var empty = new Partition(0, 8, Instant.EPOCH, log, new ConsumerOffsets());
        try (var journal = open(empty)) {
            journal.store(empty, ANN, 5);
            journal.store(empty, GROUP, 0);

            assertThat(journal.clamp(empty)).isEqualTo(2);

            assertThat(empty.offsets().get(ANN)).isEmpty();
            assertThat(empty.offsets().get(GROUP)).isEmpty();
        }
    }

    @Test
    void lowers_offsets_of_messages_that_are_gone() throws IOException {
        var before = partition();
        try (var journal = open(before)) {
            journal.store(before, ANN, 9);
            assertThat(journal.clamp(before)).isEqualTo(1);
            assertThat(before.offsets().get(ANN)).hasValue(2);
        }
        var after = partition();
        try (var _ = open(after)) {
            assertThat(after.offsets().get(ANN)).hasValue(2);
        }
    }
}
