package lab.iggy.embedded.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import lab.iggy.embedded.storage.LogFixture.Polled;
import lab.iggy.embedded.storage.PartitionLog.Depth;
import lab.iggy.embedded.storage.file.OpenFiles;
import lab.iggy.embedded.wire.Batches;
import lab.powerloss.PowerLossFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A log is written by chance: batches small and large, flushes, segments that fill and are removed.
 * The same is done again and again, and the power goes at another step each time. What a restart
 * finds must be what was appended, without gaps, and all of it that was flushed.
 */
class PowerLossTest {
    private static final int SEGMENT_BYTES = 4_000;
    private static final int ACTIONS = 40;
    private static final int CHANCES = 4;

    /** What whoever wrote the log knows of it. */
    private static final class Writer {
        final List<String> payloads = new ArrayList<>();
        final List<Long> stamps = new ArrayList<>();
        int flushed;
        int removed;

        /** Acts until it is done or the power goes. */
        void act(Path directory, boolean enforceFsync, Random chance) throws IOException {
            var log = open(directory, enforceFsync, Depth.LAST_BATCH);
            for (int i = 0; i < ACTIONS; i++) {
                switch (chance.nextInt(10)) {
                    case 0, 1 -> {
                        log.force();
                        flushed = (int) log.nextOffset();
                    }
                    case 2 -> {
                        // Known before it is done: a removal that fails may yet have happened
                        if (log.segmentCount() > 2) {
                            removed = secondSegment(log);
                            log.deleteOldestClosed(Long.MAX_VALUE);
                        }
                    }
                    case 3 -> putBack(log);
                    default -> append(log, enforceFsync, chance);
                }
            }
        }

        /** From the middle of what is missing on: so there is more to put back the next time. */
        private void putBack(PartitionLog log) throws IOException {
            int end = (int) log.firstOffset();
            if (end == 0) {
                return;
            }
            var refill = log.refill();
            refill.begin(end / 2);
            for (int offset = end / 2; offset < end; offset++) {
                refill.add(
                        stamps.get(offset), payloads.get(offset).getBytes(StandardCharsets.UTF_8));
            }
            refill.publish();
            assertThat(log.firstOffset()).isEqualTo(end / 2);
        }

        /** Where the second segment begins, which is the first one after a removal. */
        private static int secondSegment(PartitionLog log) throws IOException {
            return (int) log.segmentStarts()[1];
        }

        private void append(PartitionLog log, boolean enforceFsync, Random chance)
                throws IOException {
            int count = chance.nextInt(20) == 0 ? 300 : 1 + chance.nextInt(5);
            int bytes = count == 300 ? 3 : chance.nextInt(900);
            int first = payloads.size();
            var batch =
                    IntStream.range(first, first + count)
                            .mapToObj(offset -> offset + "-" + "x".repeat(bytes))
                            .toArray(String[]::new);
            // Before it is acknowledged it may be there or not, and if it is, as it was sent
            payloads.addAll(List.of(batch));
            stamps.addAll(Collections.nCopies(count, (long) first));
            log.append(Batches.of(batch), first);
            if (enforceFsync) {
                flushed = payloads.size();
            }
        }
    }

    private static PartitionLog open(Path directory, boolean enforceFsync, Depth depth)
            throws IOException {
        var settings =
                new LogSettings(SEGMENT_BYTES, enforceFsync, new OpenFiles(4), new IndexCache(2));
        return PartitionLog.recover(directory, settings, depth, _ -> {});
    }

    private static Path directory(PowerLossFileSystem files) {
        return files.root().resolve("partitions").resolve("s0-t0-p0-u1");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void what_was_flushed_survives_a_power_loss_at_any_step(long seed) throws IOException {
        atEachStep(seed, false);
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9, 10})
    void with_fsync_what_was_acknowledged_survives_a_power_loss_at_any_step(long seed)
            throws IOException {
        atEachStep(seed, true);
    }

    private static void atEachStep(long seed, boolean enforceFsync) throws IOException {
        boolean done = false;
        for (int step = 1; !done; step++) {
            var files = new PowerLossFileSystem();
            files.losePowerAt(step);
            var writer = new Writer();
            try {
                writer.act(directory(files), enforceFsync, new Random(seed));
                done = true;
            } catch (IOException e) {
                assertThat(files.isOff()).as("seed %d: %s", seed, e).isTrue();
            }
            for (int chance = 0; chance < CHANCES; chance++) {
                var name = "seed %d, step %d, chance %d".formatted(seed, step, chance);
                check(name, files.restart(new Random(chance)), writer, enforceFsync);
            }
        }
    }

    private static void check(
            String name, PowerLossFileSystem files, Writer writer, boolean enforceFsync)
            throws IOException {
        var log = open(directory(files), enforceFsync, Depth.NEWEST);
        holds(name, log, writer);
        long end = log.nextOffset();

        // What was found is on the disk, so it is there when the power goes once more
        var again = open(directory(files.restart(new Random(end))), enforceFsync, Depth.NEWEST);
        assertThat(again.nextOffset()).as(name).isEqualTo(end);
        holds(name, again, writer);

        assertThat(again.append(Batches.of("next", "and next"), end)).as(name).isEqualTo(end);
        again.force();
        assertThat(LogFixture.poll(again, end, 2))
                .as(name)
                .extracting(Polled::payload)
                .containsExactly("next", "and next");
    }

    private static void holds(String name, PartitionLog log, Writer writer) throws IOException {
        assertThat(log.nextOffset()).as(name).isGreaterThanOrEqualTo(writer.flushed);
        long first = log.firstOffset();
        assertThat(first).as(name).isLessThanOrEqualTo(Math.max(writer.removed, 0));
        long at = first;
        long newest = -1;
        while (at < log.nextOffset()) {
            var polled = LogFixture.poll(log, at, 1_000);
            assertThat(polled).as("%s, at offset %d", name, at).isNotEmpty();
            for (var message : polled) {
                assertThat(message.offset()).as(name).isEqualTo(at);
                assertThat(message.payload()).as(name).isEqualTo(writer.payloads.get((int) at));
                newest = message.micros();
                at++;
            }
        }
        for (long time = first; time <= newest; time += 7) {
            assertThat(log.offsetAt(time).orElseThrow()).as(name).isBetween(first, at - 1);
        }
    }

    @Test
    void logs_that_were_not_forced_at_all_never_give_out_what_was_not_sent() throws IOException {
        for (long seed = 20; seed < 40; seed++) {
            var files = new PowerLossFileSystem();
            var writer = new Writer();
            writer.act(directory(files), false, new Random(seed));
            writer.flushed = 0;
            for (int chance = 0; chance < CHANCES; chance++) {
                var found = files.restart(new Random(chance));
                holds("seed " + seed, open(directory(found), false, Depth.TAIL), writer);
            }
        }
    }
}
