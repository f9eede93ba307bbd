// SPDX-License-Identifier: Apache-2.0
package lab.cold;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PosixFileSystemTest {
    @TempDir private java.nio.file.Path folder;

    @Test
    void what_hadoop_and_iceberg_take_for_local_files_by_themselves_starts_no_process_for_a_file()
            throws Exception {
        java.nio.file.Path events = folder.resolve("events.jfr");
        try (var recording = new Recording()) {
            recording.enable("jdk.ProcessStart");
            recording.start();
            FileSystem local = FileSystem.get(URI.create("file:///"), new Configuration());
            assertThat(local).isInstanceOf(PosixFileSystem.class);
            assertThat(local.mkdirs(at("made"), new FsPermission("750"))).isTrue();
            try (OutputStream out =
                    FileSystem.create(local, at("made/file"), new FsPermission("640"))) {
                out.write(1);
            }
            local.setPermission(at("made"), new FsPermission("700"));
            recording.stop();
            recording.dump(events);
        }
        // Hadoop asks once whether there is a setsid, whatever it is used for
        assertThat(RecordingFile.readAllEvents(events))
                .extracting(event -> event.getString("command"))
                .noneMatch(command -> !command.startsWith("setsid"));
        assertThat(rights("made")).isEqualTo("rwx------");
        assertThat(rights("made/file")).isEqualTo("rw-r-----");
        assertThat(Files.readAllBytes(folder.resolve("made/file"))).containsExactly(1);
    }

    private Path at(String name) {
        return new Path(folder.resolve(name).toUri());
    }

    private String rights(String name) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
    }
}
