package lab.launcher.directory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import lab.files.DurableFiles;

/**
 * The folder in which one lab keeps everything; a replay keeps what is its own in one of the same
 * kind, see {@link Environment}. It stays where it is: tables and snapshots in it hold absolute
 * addresses.
 */
public record DataDir(Path root) {

    public DataDir {
        root = root.toAbsolutePath().normalize();
    }

    public Path controlFile() {
        return root.resolve("lab.json");
    }

    public Path lockFile() {
        return root.resolve("lab.lock");
    }

    private Path locationFile() {
        return root.resolve("location");
    }

    public Path secrets() {
        return root.resolve("secrets");
    }

    public Path token() {
        return secrets().resolve("token");
    }

    /** Who may log in to the embedded broker: {@code username:password}. */
    public Path iggyRoot() {
        return secrets().resolve("iggy-root");
    }

    /** The password alone, of whichever broker is in use. */
    public Path iggyLogin() {
        return secrets().resolve("iggy-login");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path iggy() {
        return root.resolve("iggy");
    }

    public Path fluss() {
        return root.resolve("fluss");
    }

    public Path zookeeper() {
        return root.resolve("zookeeper");
    }

    /** Of a lab as separate processes: its Fluss, and what each process tells. */
    public Path cluster() {
        return root.resolve("cluster");
    }

    public Path checkpoints() {
        return root.resolve("checkpoints");
    }

    public Path warehouse() {
        return root.resolve("warehouse");
    }

    public Path feed() {
        return root.resolve("feed");
    }

    /** What the paper desk knows. */
    public Path desk() {
        return root.resolve("desk");
    }

    /** What the analyst was told and said. */
    public Path analyst() {
        return root.resolve("analyst");
    }

    /** The index of patterns. */
    public Path lancer() {
        return root.resolve("lancer");
    }

    /** The backtests that were made. */
    public Path backtests() {
        return root.resolve("backtests");
    }

    /** The replays, each with folders as the live market has them. */
    public Path replays() {
        return root.resolve("replays");
    }

    /** Of a look through the data that is under way, or was cut short. */
    public Path quality() {
        return root.resolve("quality-look");
    }

    public Path tmp() {
        return root.resolve("tmp");
    }

    /** Of a service in a process of its own, which outlives the lab's. */
    public Path tmp(String service) {
        return root.resolve("tmp-" + service);
    }

    /** Of a service in a process of its own. */
    public Path logs(String service) {
        return logs().resolve(service.toString());
    }

    /** Says that a service was started in a process of its own. */
    public Path serviceFile(String service) {
        return root.resolve("service-%s.json".formatted(service));
    }

    /** Stands there while a reset is under way. */
    public Path resetFile() {
        return root.resolve("reset.json");
    }

    /** Stands there until somebody has accepted what the bus has lost. */
    public Path busLossesFile() {
        return root.resolve("bus-losses.json");
    }

    /** Stands there until the jobs have made anew what a reset took away. */
    public Path rebuildFile() {
        return root.resolve("rebuild.json");
    }

    /** All that a lab ever puts here but the lock, which is held while it goes. */
    public List<Path> all() throws LabException {
        List<Path> all =
                new ArrayList<>(
                        List.of(
                                controlFile(),
                                rebuildFile(),
                                busLossesFile(),
                                checkpoints(),
                                fluss(),
                                zookeeper(),
                                cluster(),
                                warehouse(),
                                lancer(),
                                analyst(),
                                desk(),
                                feed(),
                                backtests(),
                                replays(),
                                quality(),
                                iggy(),
                                secrets(),
                                logs(),
                                tmp()));
        all.addAll(ofServices());
        all.add(locationFile());
        return all;
    }

    /** What services in processes of their own have left, whichever there were. */
    private List<Path> ofServices() throws LabException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (DirectoryStream<Path> left =
                Files.newDirectoryStream(root, "{tmp-*,service-*.json}")) {
            List<Path> found = new ArrayList<>();
            left.forEach(found::add);
            return found;
        } catch (IOException e) {
            throw new LabException(
                    "data directory %s: it must be readable, %s"
                            .formatted(root, LabException.reason(e)),
                    e);
        }
    }

    /** Refuses a folder that no lab has made. */
    public void checkIsLab() throws LabException {
        if (!Files.exists(locationFile()) && !Files.exists(resetFile())) {
            throw new LabException(
                    "data directory %s: it must be a lab's, is not; give the right one by --data"
                            .formatted(root));
        }
    }

    public boolean exists() {
        return Files.isDirectory(root);
    }

    /** Whether a lab was started on it. */
    public boolean isPrepared() {
        return Files.exists(locationFile());
    }

    /** Makes the folder, and refuses one that was moved. */
    public void prepare() throws LabException {
        try {
            DurableFiles.createDirectories(root);
            Files.createDirectories(logs());
            if (!Files.exists(locationFile())) {
                DurableFiles.write(locationFile(), root.toRealPath().toString());
                return;
            }
            checkPlace();
        } catch (IOException e) {
            throw notWritable(e);
        }
    }

    /** Says what to do. */
    public LabException notWritable(IOException cause) {
        return new LabException(
                "data directory %s: it must be writable, %s; let this user write there, mount it to be written, or give another by --data"
                        .formatted(root, LabException.reason(cause)),
                cause);
    }

    /** Refuses one whose hot tier is kept by separate processes, for who would begin another. */
    public void checkIsOfOneProcess() throws LabException {
        if (Files.isDirectory(cluster())) {
            throw new LabException(
                    "data directory %s: it must be new or of ./lab up, is a cluster's; start it with ./lab cluster up --data %s, or take another --data"
                            .formatted(root, root));
        }
    }

    /** Refuses a folder that was moved or copied: what its tables name is elsewhere. */
    public void checkPlace() throws LabException {
        if (!Files.exists(locationFile())) {
            return;
        }
        try {
            String here = root.toRealPath().toString();
            String before = new String(Files.readAllBytes(locationFile()), StandardCharsets.UTF_8);
            if (!before.startsWith("/") || before.chars().anyMatch(Character::isISOControl)) {
                throw new LabException(
                        "%s: it must hold the directory's path, does not; if the directory is where it was made, printf %%s '%s' > '%s' mends it"
                                .formatted(locationFile(), here, locationFile()));
            }
            if (!before.equals(here)) {
                throw new LabException(
                        "data directory %s: it must stay where it was made, was %s; tables hold absolute addresses, move it back or take another by --data"
                                .formatted(here, before));
            }
        } catch (IOException e) {
            throw new LabException(
                    "data directory %s: it must be readable, %s"
                            .formatted(root, LabException.reason(e)),
                    e);
        }
    }

    /** Empties what dead processes left in the folder for temporary files. */
    public void emptyTmp() throws LabException {
        empty(tmp());
    }

    /** The same for a service in a process of its own. */
    public void emptyTmp(String service) throws LabException {
        empty(tmp(service));
    }

    private static void empty(Path folder) throws LabException {
        try {
            deleteTree(folder);
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new LabException(
                    "temporary folder %s: it must be possible to empty it, %s"
                            .formatted(folder, LabException.reason(e)),
                    e);
        }
    }

    public static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
