package lab.launcher.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lab.files.DurableFiles;

/** By which a part says that it has come up. */
final class ReadyFile {
    private ReadyFile() {}

    static void write(Path file) throws IOException {
        DurableFiles.write(file, Long.toString(ProcessHandle.current().pid()));
    }

    /** Whether this process has written it. */
    static boolean isOf(Path file, long pid) {
        try {
            return Files.exists(file) && Files.readString(file).strip().equals(Long.toString(pid));
        } catch (IOException e) {
            return false;
        }
    }
}
