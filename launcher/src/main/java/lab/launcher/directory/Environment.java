package lab.launcher.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lab.topics.Bus;

/**
 * One market and all that is made of it. The live one and each replay have a stream of the bus and
 * a database in every catalog that carry their name, and folders of their own; broker, Fluss,
 * warehouse and secrets are the data directory's, and shared.
 */
public record Environment(DataDir data, String name) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    /** Those that the catalogs make themselves. */
    private static final Set<String> TAKEN = Set.of("default", "fluss");

    /** The live market of a data directory. */
    public static Environment live(DataDir data) {
        return new Environment(data, Bus.LIVE_STREAM);
    }

    /**
     * A replay.
     *
     * @throws IllegalArgumentException if it must not be called so
     */
    public static Environment replay(DataDir data, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "--name: must be 1 to 32 small letters, digits or -, a letter first, was "
                            + name);
        }
        if (isTaken(name)) {
            throw new IllegalArgumentException(
                    "--name: must be a replay's, %s is %s"
                            .formatted(
                                    name,
                                    name.equals(Bus.LIVE_STREAM)
                                            ? "the live market"
                                            : "a database that there always is"));
        }
        return new Environment(data, name);
    }

    /** Whether a replay may be called so. */
    public static boolean isReplay(String name) {
        return NAME.matcher(name).matches() && !isTaken(name);
    }

    private static boolean isTaken(String name) {
        return name.equals(Bus.LIVE_STREAM) || TAKEN.contains(name);
    }

    /** The replays that a data directory has folders of, by name. */
    public static List<Environment> replays(DataDir data) throws LabException {
        if (!Files.isDirectory(data.replays())) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(data.replays())) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> String.valueOf(folder.getFileName()))
                    .filter(Environment::isReplay)
                    .sorted()
                    .map(name -> replay(data, name))
                    .toList();
        } catch (IOException e) {
            throw new LabException(
                    "%s: it must be readable, %s".formatted(data.replays(), LabException.reason(e)),
                    e);
        }
    }

    /** Its tables of the warm tier. */
    public Path warm() {
        return data.warehouse().resolve("paimon").resolve(database() + ".db");
    }

    public boolean isLive() {
        return name.equals(Bus.LIVE_STREAM);
    }

    /** Of the bus. */
    public String stream() {
        return name;
    }

    /** In every catalog. */
    public String database() {
        return name;
    }

    /**
     * Where it keeps what is not shared: position of its feed, desk, index, checkpoints, logs.
     * Those of the live market stand in the data directory itself.
     */
    public DataDir own() {
        return isLive() ? data : new DataDir(data.replays().resolve(name));
    }

    /** For people. */
    @Override
    public String toString() {
        return isLive() ? "the live market" : "replay " + name;
    }
}
