package lab.launcher.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;

/** What a lab as separate processes keeps beside what every lab keeps. */
record ClusterFolder(DataDir data) {
    private static final String ZOOKEEPER = "zookeeper";

    Path root() {
        return data.cluster();
    }

    Path fluss() {
        return root().resolve("fluss");
    }

    Path zookeeper() {
        return root().resolve(ZOOKEEPER);
    }

    /** What Flink's job manager would find its jobs by. */
    Path flink() {
        return root().resolve("flink");
    }

    /** Which processes there are. */
    Path state() {
        return root().resolve("parts.json");
    }

    Path log(Part part) {
        return root().resolve("logs").resolve(part + ".log");
    }

    /** What it prints, such as what the JVM itself says. */
    Path out(Part part) {
        return root().resolve("logs").resolve(part + ".out");
    }

    Path tmp(Part part) {
        return root().resolve("tmp").resolve(part.toString());
    }

    /** Holds the pid of the process that has come up. */
    Path ready(Part part) {
        return root().resolve("ready").resolve(part.toString());
    }

    /**
     * Refuses a directory whose hot tier is in the other form: what changed meanwhile would be
     * missing in it.
     */
    void checkForm() throws LabException {
        if (Files.exists(data.fluss())) {
            throw new LabException(
                    "data directory %s: it must be new or a cluster's, ./lab up has begun it; go on with that, or take another --data"
                            .formatted(data));
        }
    }

    void prepare() throws IOException {
        for (Part part : Part.values()) {
            Files.createDirectories(log(part).getParent());
            Files.createDirectories(ready(part).getParent());
            Files.deleteIfExists(ready(part));
        }
    }

    /** A new folder for what a process needs while it lives. */
    Path emptyTmp(Part part) throws IOException {
        DataDir.deleteTree(tmp(part));
        return Files.createDirectories(tmp(part));
    }
}
