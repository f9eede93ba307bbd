package lab.launcher.cluster;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lab.files.DurableFiles;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.servicekit.http.Json;

/**
 * What is known of the process of a part, as the supervisor writes it down for other commands.
 *
 * @param pid 0 while there is none
 * @param processStarted with the pid tells it from a later process that got its number
 * @param restarts since the supervisor began
 * @param last how the last process ended, if one has
 */
public record PartState(
        String part,
        long pid,
        Optional<Instant> processStarted,
        Optional<Instant> since,
        int restarts,
        Optional<String> last) {

    static void write(ClusterFolder folder, List<PartState> all) throws IOException {
        DurableFiles.write(folder.state(), Json.write(all) + "\n");
    }

    /** Those of the cluster that runs on a directory. */
    public static List<PartState> read(DataDir data) throws LabException {
        var folder = new ClusterFolder(data);
        if (!Files.exists(folder.state())) {
            return List.of();
        }
        try {
            return Json.mapper()
                    .readValue(
                            Files.readString(folder.state()),
                            new TypeReference<List<PartState>>() {});
        } catch (IOException e) {
            throw new LabException(
                    "%s: it must say which processes there are, cannot be read (%s); the next ./lab cluster up writes it anew"
                            .formatted(folder.state(), LabException.reason(e)),
                    e);
        }
    }

    static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }

    /** Its process, if that lives. */
    public Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> processStarted.filter(startOf(process)::equals).isPresent());
    }
}
