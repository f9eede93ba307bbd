package lab.iggy.embedded.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lab.iggy.embedded.storage.IndexCache;
import lab.iggy.embedded.storage.LogFixture;
import lab.iggy.embedded.storage.LogSettings;
import lab.iggy.embedded.storage.PartitionLog;
import lab.iggy.embedded.wire.Batches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {
    @TempDir Path directory;

    @Test
    void closes_the_file_that_was_used_longest_ago() throws IOException {
        var files = new OpenFiles(2);
        var a = files.file(directory.resolve("a"));
        var b = files.file(directory.resolve("b"));
        var c = files.file(directory.resolve("c"));
        var channelA = a.pin();
        a.unpin();
        var channelB = b.pin();
        b.unpin();
        a.pin();
        a.unpin();
        c.pin();
        c.unpin();

        assertThat(channelA.isOpen()).isTrue();
        assertThat(channelB.isOpen()).isFalse();
        assertThat(files.count()).isEqualTo(2);
    }

    @Test
    void never_closes_a_file_in_use() throws IOException {
        var files = new OpenFiles(1);
        var a = files.file(directory.resolve("a"));
        var b = files.file(directory.resolve("b"));
        var channelA = a.pin();
        var channelB = b.pin();
        assertThat(channelA.isOpen()).isTrue();

        a.unpin();
        assertThat(channelA.isOpen()).isFalse();
        assertThat(channelB.isOpen()).isTrue();
        files.close();
        assertThat(channelB.isOpen()).isTrue();
        b.unpin();
        assertThat(channelB.isOpen()).isFalse();
        assertThatThrownBy(b::pin).isInstanceOf(IOException.class);
    }

    @Test
    void opens_a_file_again_that_an_interrupt_has_closed() throws IOException {
        var files = new OpenFiles(2);
        var a = files.file(directory.resolve("a"));
        a.pin().close();
        a.unpin();

        assertThat(a.pin().isOpen()).isTrue();
    }

    @Test
    void a_force_that_gets_no_file_leaves_no_pin_behind() throws IOException {
        var files = new OpenFiles(4);
        var settings = new LogSettings(1 << 20, false, files, new IndexCache(4));
        var folder = directory.resolve("gone");
        var log = PartitionLog.fresh(folder, settings);
        log.append(Batches.of("a"), 1);
        var segment = files.file(folder.resolve("00000000000000000000.log"));
        segment.deleted = true;

        assertThatThrownBy(segment::pin).isInstanceOf(DeletedLogException.class);
        assertThat(segment.pins).isZero();
        files.close();
        assertThatThrownBy(log::force).isInstanceOf(IOException.class);
        assertThatThrownBy(log::force).isInstanceOf(IOException.class);
        assertThat(files.count()).isZero();
    }

    @Test
    void three_thousand_partitions_share_a_few_files() throws Exception {
        int partitions = 3_000;
        var files = new OpenFiles(32);
        var settings = new LogSettings(1 << 20, false, files, new IndexCache(4));
        var logs = new ArrayList<PartitionLog>();
        for (int i = 0; i < partitions; i++) {
            logs.add(PartitionLog.fresh(directory.resolve("p" + i), settings));
        }
        try (var threads = Executors.newFixedThreadPool(3)) {
            var tasks = new ArrayList<Future<Long>>();
            for (int round = 0; round < 3; round++) {
                Callable<Long> writeToAll =
                        () -> {
                            for (var log : logs) {
                                log.append(Batches.of("a", "b"), 1);
                            }
                            return (long) files.count();
                        };
                tasks.add(threads.submit(writeToAll));
            }
            for (var task : tasks) {
                assertThat(task.get()).isLessThanOrEqualTo(32 + 3 * 2);
            }
        }
        for (var log : logs) {
            assertThat(LogFixture.poll(log, 0, 10)).hasSize(6);
        }
        assertThat(files.count()).isLessThanOrEqualTo(32);
    }
}
