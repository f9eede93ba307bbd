package lab.flink.sql.state;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lab.files.DurableFiles;
import lab.flink.sql.job.JobRefusedException;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.TierSettings;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;

/**
 * The folder of one job's checkpoints: {@code <job id>/chk-<id>/_metadata} of every run, and beside
 * them what they hold.
 */
public final class CheckpointStore {
    private static final Pattern CHECKPOINT = Pattern.compile("chk-(\\d+)");
    private static final Pattern ASIDE = Pattern.compile("chk-(\\d+)-of-.*");
    private static final String STATE = "state.json";

    /** What stood there instead before there was a format. */
    private static final String STATE_OF_FORMAT_0 = "job.sha256";

    /** Beside the runs: whoever cleans up after them leaves it alone. */
    private static final String UNREADABLE = "unreadable";

    /** How many of those are kept, the newest. */
    static final int UNREADABLE_MAX = 5;

    private final Path folder;

    public CheckpointStore(Path folder) {
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /** The complete checkpoints of all runs, newest first. */
    public List<RetainedCheckpoint> complete() throws IOException {
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

    /** All runs that have left something, also what cannot be used. */
    public List<String> runs() throws IOException {
        return folders(folder).stream().map(run -> run.getFileName().toString()).toList();
    }

    /** Whether a job was ever started on it. */
    public boolean isUsed() {
        return Files.exists(folder.resolve(STATE))
                || Files.exists(folder.resolve(STATE_OF_FORMAT_0));
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
     * Reads what a checkpoint holds, and all state that it names.
     *
     * @throws UnreadableCheckpointException if any of it cannot be read
     */
    public static CheckpointMetadata read(RetainedCheckpoint checkpoint)
            throws UnreadableCheckpointException {
        CheckpointMetadata metadata = metadata(checkpoint);
        CheckpointState.check(metadata);
        return metadata;
    }

    /** Reads what names the state, and not the state. */
    public static CheckpointMetadata metadata(RetainedCheckpoint checkpoint)
            throws UnreadableCheckpointException {
        try (var in =
                new DataInputStream(
                        new BufferedInputStream(Files.newInputStream(checkpoint.metadata())))) {
            CheckpointMetadata metadata =
                    Checkpoints.loadCheckpointMetadata(
                            in,
                            CheckpointStore.class.getClassLoader(),
                            checkpoint.folder().toUri().toString());
            if (in.read() >= 0) {
                throw new IOException("must end with the last state, went on");
            }
            return metadata;
        } catch (IOException | RuntimeException e) {
            throw new UnreadableCheckpointException(RetainedCheckpoint.METADATA, e);
        }
    }

    /**
     * Puts a checkpoint that cannot be read out of the way, for a person to look at.
     *
     * @return where it is now
     */
    public Path setAside(RetainedCheckpoint checkpoint) throws IOException {
        Path kept = Files.createDirectories(folder.resolve(UNREADABLE));
        Path place =
                kept.resolve(
                        "%s-of-%s"
                                .formatted(checkpoint.folder().getFileName(), checkpoint.jobId()));
        if (Files.exists(place)) {
            delete(place);
        }
        Files.move(checkpoint.folder(), place);
        List<Path> newestFirst =
                folders(kept).stream()
                        .sorted(Comparator.comparingLong(CheckpointStore::asideId).reversed())
                        .toList();
        for (Path old : newestFirst.stream().skip(UNREADABLE_MAX).toList()) {
            delete(old);
        }
        return place;
    }

    private static long asideId(Path aside) {
        Matcher name = ASIDE.matcher(aside.getFileName().toString());
        return name.matches() ? Long.parseLong(name.group(1)) : 0;
    }

    /**
     * What was written down of the state that the checkpoints hold; of a directory of the time
     * before {@code state.json}, what was true then.
     *
     * @throws JobRefusedException if it cannot be known
     */
    public StateRecord record(LabJob job, TierSettings tiers) throws IOException {
        Path file = folder.resolve(STATE);
        if (Files.exists(file)) {
            return StateRecord.read(job, job.jobName() + "/" + STATE, Files.readAllBytes(file));
        }
        return StateRecord.ofFormat0(job, tiers);
    }

    /** Replaces what is written down, whole or not at all. */
    public void write(StateRecord record) throws IOException {
        DurableFiles.write(folder.resolve(STATE), record.bytes());
        DurableFiles.deleteIfExists(folder.resolve(STATE_OF_FORMAT_0));
    }

    /** Deletes the folders of all runs but the given ones; what was set aside stays. */
    public void keepOnly(List<String> jobIds) throws IOException {
        for (Path run : folders(folder)) {
            String name = run.getFileName().toString();
            if (!name.equals(UNREADABLE) && !jobIds.contains(name)) {
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
