package lab.iggy.embedded.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.stream.IntStream;
import lab.iggy.embedded.storage.LogFixture.Polled;
import lab.iggy.embedded.storage.PartitionLog.Depth;
import lab.iggy.embedded.wire.Batches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A crash is played by cutting, or overwriting, what was written last. */
class LogRecoveryTest {
    @TempDir Path directory;

    private LogFixture written(String name) throws IOException {
        var fixture = new LogFixture(directory.resolve(name), 1 << 20);
        var log = fixture.open();
        log.append(Batches.of("a", "b"), 100);
        log.append(Batches.of("c", "d", "e"), 200);
        fixture.openFiles.close();
        return new LogFixture(fixture.directory, 1 << 20);
    }

    private static Path log(LogFixture fixture) {
        return fixture.directory.resolve("00000000000000000000.log");
    }

    private static Path index(LogFixture fixture) {
        return fixture.directory.resolve("00000000000000000000.index");
    }

    private static void truncate(Path file, long size) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    private static void overwrite(Path file, long position, byte... bytes) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), position);
        }
    }

    private static void goesOn(PartitionLog log, long expectedOffset) throws IOException {
        assertThat(log.append(Batches.of("next"), 300)).isEqualTo(expectedOffset);
        assertThat(LogFixture.poll(log, expectedOffset, 1).getFirst().payload()).isEqualTo("next");
    }

    @Test
    void cuts_nothing_off_a_log_that_is_whole() throws IOException {
        var fixture = written("whole");
        var log = fixture.open(Depth.TAIL);

        assertThat(fixture.tornTails).isEmpty();
        assertThat(log.nextOffset()).isEqualTo(5);
        goesOn(log, 5);
    }

    @Test
    void cuts_a_batch_that_ends_early_at_whatever_byte() throws IOException {
        long whole = Files.size(log(written("size")));
        long lastBatch = whole - 3 * 65;
        for (long size = lastBatch; size < whole; size++) {
            var fixture = written("cut-" + size);
            truncate(log(fixture), size);
            var log = fixture.open();

            assertThat(log.nextOffset()).as("log of %d bytes", size).isEqualTo(2);
            assertThat(LogFixture.poll(log, 0, 10))
                    .extracting(Polled::payload)
                    .containsExactly("a", "b");
            if (size > lastBatch) {
                long cut = size - lastBatch;
                assertThat(fixture.tornTails)
                        .singleElement()
                        .satisfies(torn -> assertThat(torn.bytesCut()).isEqualTo(cut))
                        .satisfies(torn -> assertThat(torn.nextOffset()).isEqualTo(2));
            }
            goesOn(log, 2);
            fixture.openFiles.close();
        }
    }

    @Test
    void cuts_a_batch_that_is_damaged_at_whatever_byte() throws IOException {
        long whole = Files.size(log(written("size")));
        for (long at = whole - 3 * 65; at < whole; at++) {
            var fixture = written("damaged-" + at);
            byte was = Files.readAllBytes(log(fixture))[(int) at];
            overwrite(log(fixture), at, (byte) ~was);
            var log = fixture.open();

            assertThat(log.nextOffset()).as("damage at %d", at).isEqualTo(2);
            assertThat(fixture.tornTails).hasSize(1);
            goesOn(log, 2);
            fixture.openFiles.close();
        }
    }

    @Test
    void restores_what_the_index_lost_at_whatever_byte() throws IOException {
        long whole = Files.size(index(written("size")));
        for (long size = 0; size < whole; size++) {
            var fixture = written("index-" + size);
            truncate(index(fixture), size);
            var log = fixture.open();

            assertThat(log.nextOffset()).as("index of %d bytes", size).isEqualTo(5);
            long restored = size < IndexEntry.BYTES ? 5 : 3;
            assertThat(fixture.tornTails)
                    .singleElement()
                    .satisfies(torn -> assertThat(torn.messagesRestored()).isEqualTo(restored));
            goesOn(log, 5);
            fixture.openFiles.close();
        }
    }

    @Test
    void finds_damage_before_the_last_batch_if_the_machine_went_down() throws IOException {
        var fixture = written("deep");
        overwrite(log(fixture), 70, (byte) 0x55);

        var log = fixture.open(Depth.TAIL);

        assertThat(log.nextOffset()).isZero();
        assertThat(fixture.tornTails).hasSize(1);
        goesOn(log, 0);
    }

    @Test
    void cuts_garbage_behind_the_last_batch() throws IOException {
        var fixture = written("garbage");
        var garbage = new byte[1_000];
        new Random(7).nextBytes(garbage);
        overwrite(log(fixture), Files.size(log(fixture)), garbage);

        var log = fixture.open();

        assertThat(log.nextOffset()).isEqualTo(5);
        assertThat(fixture.tornTails)
                .singleElement()
                .satisfies(torn -> assertThat(torn.bytesCut()).isEqualTo(1_000));
        goesOn(log, 5);
    }

    @Test
    void a_batch_of_many_index_entries_is_kept_or_cut_as_a_whole() throws IOException {
        var fixture = new LogFixture(directory.resolve("many"), 1 << 20);
        var log = fixture.open();
        log.append(Batches.of("a"), 100);
        log.append(Batches.sized(1_000, 10), 200);
        fixture.openFiles.close();
        long size = Files.size(log(fixture));
        truncate(log(fixture), size - 10);

        var again = new LogFixture(fixture.directory, 1 << 20);

        assertThat(again.open().nextOffset()).isEqualTo(1);
        assertThat(again.tornTails).hasSize(1);
    }

    private LogFixture ofManySegments(String name) throws IOException {
        var fixture = new LogFixture(directory.resolve(name), 200);
        var log = fixture.open();
        for (int i = 0; i < 12; i++) {
            log.append(Batches.of("message " + i), i);
        }
        assertThat(log.segmentCount()).isGreaterThan(3);
        fixture.openFiles.close();
        return new LogFixture(fixture.directory, 200);
    }

    /** What a power loss leaves of a file of which only the length was on the disk. */
    private static void zero(Path file) throws IOException {
        overwrite(file, 0, new byte[(int) Files.size(file)]);
    }

    @Test
    void gives_out_nothing_of_a_closed_segment_that_has_its_length_and_no_bytes()
            throws IOException {
        for (var depth : Depth.values()) {
            for (var suffix : new String[] {"log", "index"}) {
                var fixture = ofManySegments(depth + suffix);
                var log = fixture.directory.resolve("00000000000000000000." + suffix);
                zero(log);

                var opened = fixture.open(depth);

                long first = suffix.equals("log") ? 3 : 0;
                assertThat(LogFixture.poll(opened, first, 3))
                        .as("%s at depth %s", suffix, depth)
                        .extracting(Polled::payload)
                        .first()
                        .isEqualTo("message " + first);
                goesOn(opened, 12);
                fixture.openFiles.close();
            }
        }
    }

    @Test
    void removes_an_index_whose_log_is_gone() throws IOException {
        var fixture = ofManySegments("orphan");
        Files.delete(log(fixture));

        var opened = fixture.open(Depth.NEWEST);

        assertThat(index(fixture)).doesNotExist();
        assertThat(opened.firstOffset()).isEqualTo(3);
        goesOn(opened, 12);
    }

    @Test
    void any_damage_to_both_files_leaves_a_log_that_works() throws IOException {
        long seed = 20_260_301;
        var random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            var fixture = written("fuzz-" + i);
            for (var file : new Path[] {log(fixture), index(fixture)}) {
                var junk = new byte[1 + random.nextInt(40)];
                random.nextBytes(junk);
                overwrite(file, random.nextInt((int) Files.size(file) + 20), junk);
            }
            var log = fixture.open(Depth.TAIL);

            assertThat(log.nextOffset()).as("seed %d", seed).isBetween(0L, 5L);
            goesOn(log, log.nextOffset());
            assertThat(LogFixture.poll(log, 0, 10))
                    .as("seed %d", seed)
                    .extracting(Polled::offset)
                    .containsExactlyElementsOf(
                            IntStream.range(0, (int) log.nextOffset())
                                    .mapToObj(Long::valueOf)
                                    .toList());
            fixture.openFiles.close();
        }
    }
}
