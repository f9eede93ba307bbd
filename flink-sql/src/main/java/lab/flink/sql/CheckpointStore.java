package lab.flink.sql;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;

/**
 * The folder of one job's checkpoints: {@code <job id>/chk-<id>/_metadata} of every run, and beside
 * them the fingerprint of the job that they belong to.
 */
final class CheckpointStore {
    private static final Pattern CHECKPOINT = Pattern.compile("chk-(\\d+)");
    private static final String FINGERPRINT = "job.sha256";
    private static final String UNREADABLE_PREFIX = "unreadable-";

    private final Path folder;

    CheckpointStore(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** The complete checkpoints of all runs, newest first. */
    List<RetainedCheckpoint> complete() throws IOException {
        var complete = new ArrayList<RetainedCheckpoint>();
        for (Path run : folders(folder)) {
            for (Path checkpoint : folders(run)) {
                Matcher name = CHECKPOINT.matcher(checkpoint.getFileName().toString());
                if (name.matches()
                        && Files.exists(checkpoint.resolve(RetainedCheckpoint.METADATA))) {
                    complete.add(
                            new RetainedCheckpoint(
                                    checkpoint,
                                    run.getFileName().toString(),
                                    Long.parseLong(name.group(1))));
                }
            }
        }
        complete.sort(Comparator.comparingLong(RetainedCheckpoint::id).reversed());
        return complete;
    }

    private static List<Path> folders(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(parent)) {
            return found.filter(Files::isDirectory).toList();
        }
    }

    /**
     * Reads what a checkpoint holds, down to whether its files are there.
     *
     * @throws IOException if it cannot be read
     */
    static CheckpointMetadata read(RetainedCheckpoint checkpoint) throws IOException {
        try (var in =
                new DataInputStream(
                        new BufferedInputStream(Files.newInputStream(checkpoint.metadata())))) {
            return Checkpoints.loadCheckpointMetadata(
                    in,
                    CheckpointStore.class.getClassLoader(),
                    checkpoint.folder().toUri().toString());
        } catch (RuntimeException e) {
            throw new IOException("checkpoint: must be readable, was " + checkpoint.folder(), e);
        }
    }

    /** Puts a checkpoint that cannot be read out of the way, for a person to look at. */
    void setAside(RetainedCheckpoint checkpoint) throws IOException {
        Path folder = checkpoint.folder();
        Files.move(
                folder,
                folder.resolveSibling(UNREADABLE_PREFIX + folder.getFileName()),
                StandardCopyOption.REPLACE_EXISTING);
    }

    Optional<JobFingerprint> fingerprint() throws IOException {
        Path file = folder.resolve(FINGERPRINT);
        return Files.exists(file)
                ? Optional.of(new JobFingerprint(Files.readString(file).strip()))
                : Optional.empty();
    }

    void write(JobFingerprint fingerprint) throws IOException {
        Files.createDirectories(folder);
        Path draft = folder.resolve(FINGERPRINT + ".draft");
        Files.write(draft, (fingerprint.sha256() + "\n").getBytes(StandardCharsets.UTF_8));
        Files.move(
                draft,
                folder.resolve(FINGERPRINT),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Deletes the folders of all runs but the given ones. */
    void keepOnly(List<String> jobIds) throws IOException {
        for (Path run : folders(folder)) {
            if (!jobIds.contains(run.getFileName().toString())) {
                delete(run);
            }
        }
    }

    private static void delete(Path run) throws IOException {
        try (Stream<Path> found = Files.walk(run)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
