package lab.launcher.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import lab.launcher.process.DataDirLock;

/** What a replay has on the disk. */
final class ReplayFolder {
    private final Environment environment;

    ReplayFolder(Environment environment) {
        this.environment = environment;
    }

    /** The right to run it; makes the folder if there is none. */
    DataDirLock lock() throws LabException {
        DataDir own = environment.own();
        own.prepare();
        if (DataDirLock.isHeldElsewhere(own)) {
            throw new LabException(
                    "%s: it runs already; look at it by ./lab status --name %s, stop it by ./lab down --name %s, or give another --name"
                            .formatted(environment, environment.name(), environment.name()));
        }
        return DataDirLock.take(own, "lab replay --name " + environment.name());
    }

    /**
     * Takes away all that needs no server for it: its folders and its tables in the warm tier. What
     * says that it is being taken away stays.
     */
    void clear() throws LabException {
        DataDir own = environment.own();
        Set<Path> kept =
                Set.of(
                        own.lockFile(),
                        own.root().resolve("location"),
                        own.root().resolve("replay.json"),
                        own.controlFile());
        try (Stream<Path> found = Files.list(own.root())) {
            for (Path each : found.filter(path -> !kept.contains(path)).toList()) {
                DataDir.deleteTree(each);
            }
            DataDir.deleteTree(environment.warm());
        } catch (IOException e) {
            throw new LabException(
                    "%s: it must be possible to take it away, %s"
                            .formatted(environment, LabException.reason(e)),
                    e);
        }
    }
}
