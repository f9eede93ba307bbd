package lab.launcher.kept;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import lab.analyst.store.Journal;
import lab.backtest.runs.KeptRuns;
import lab.backtest.sweep.SweepProgress;
import lab.consensus.desk.DeskFiles;
import lab.files.KeptFile;
import lab.files.LiveFolder;
import lab.flink.sql.Upgrade;
import lab.iggy.embedded.EmbeddedBroker;
import lab.lancer.annotation.Annotator;
import lab.lancer.exchange.Backfill;
import lab.lancer.index.IndexFormat;
import lab.launcher.bus.BusLosses;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.replay.Replays;
import lab.launcher.reset.Rebuild;
import lab.launcher.reset.Reset;
import lab.launcher.service.ServiceProcess;
import lab.poller.position.FeedFiles;
import lab.servicekit.http.Json;

/**
 * All files of a data directory that say in which format they are, as their readers know them: so
 * it can be told before a start which of them it would refuse.
 */
public final class KeptFiles {
    /** Deep enough for all of them, and not into segments, tables and checkpoints. */
    private static final int DEPTH = 3;

    private static final long NONE = 0;

    /** Names of the folder of all replays, and of one. */
    private static final int IN_REPLAY = 2;

    static final List<KeptFile> ALL =
            Stream.of(
                            DeskFiles.KEPT,
                            FeedFiles.KEPT,
                            EmbeddedBroker.KEPT,
                            Upgrade.KEPT,
                            Replays.KEPT,
                            List.of(
                                    IndexFormat.KEPT,
                                    Journal.KEPT,
                                    Annotator.KEPT,
                                    Backfill.KEPT,
                                    KeptRuns.KEPT,
                                    SweepProgress.KEPT,
                                    Reset.KEPT,
                                    Rebuild.KEPT,
                                    BusLosses.KEPT,
                                    ServiceProcess.KEPT))
                    .flatMap(List::stream)
                    .toList();

    private KeptFiles() {}

    /**
     * A file that says its format.
     *
     * @param name in the data directory
     * @param format empty if it cannot be read
     * @param refusal why a start would not take it, and what to do
     */
    public record Kept(Path name, String what, OptionalLong format, Optional<String> refusal) {}

    /** All that there are, by name. */
    public static List<Kept> of(DataDir data) throws IOException {
        List<Kept> found = new ArrayList<>();
        for (Path file : files(data)) {
            Path name = data.root().relativize(file);
            Optional<String> replay =
                    file.startsWith(data.replays()) && name.getNameCount() > IN_REPLAY
                            ? Optional.of(name.getName(1).toString())
                            : Optional.empty();
            Path inside = replay.isPresent() ? name.subpath(IN_REPLAY, name.getNameCount()) : name;
            ALL.stream()
                    .filter(kept -> kept.isAt(name) || kept.isAt(inside))
                    .findFirst()
                    .ifPresent(kept -> found.add(look(kept, file, name, replay)));
        }
        return found;
    }

    /** Why files cannot be read by this version, each by its name in the directory. */
    public static List<String> refusals(DataDir data) throws IOException {
        return of(data).stream().flatMap(kept -> kept.refusal().stream()).toList();
    }

    private static List<Path> files(DataDir data) throws IOException {
        List<Path> files = new ArrayList<>(files(data.root()));
        files.removeIf(file -> file.startsWith(data.replays()));
        if (Files.isDirectory(data.replays())) {
            try (Stream<Path> replays = Files.list(data.replays())) {
                for (Path replay : replays.filter(Files::isDirectory).toList()) {
                    files.addAll(files(replay));
                }
            }
        }
        files.sort(null);
        return files;
    }

    private static List<Path> files(Path root) throws IOException {
        return LiveFolder.files(root, DEPTH);
    }

    private static Kept look(KeptFile kept, Path file, Path name, Optional<String> replay) {
        String otherwise =
                replay.map(each -> "begin the replay anew with ./lab replay --clean --name " + each)
                        .orElse(kept.otherwise());
        try {
            long format = format(kept.form(), file);
            return new Kept(
                    name,
                    kept.what(),
                    OptionalLong.of(format),
                    kept.knows(format)
                            ? Optional.empty()
                            : Optional.of(kept.refusal(name, format, otherwise)));
        } catch (IOException | RuntimeException e) {
            return new Kept(
                    name,
                    kept.what(),
                    OptionalLong.empty(),
                    Optional.of(kept.unreadable(name, LabException.reason(e), otherwise)));
        }
    }

    private static long format(KeptFile.Form form, Path file) throws IOException {
        return switch (form) {
            case JSON -> format(Json.mapper().readTree(Files.readAllBytes(file)));
            case JSON_OR_OLDER -> formatOrNone(text(file));
            case JSON_LINES -> newestOfLines(file);
            case NUMBER -> Long.parseLong(text(file).strip());
            case BINARY -> {
                try (var in = new DataInputStream(Files.newInputStream(file))) {
                    in.readInt();
                    yield in.readInt();
                }
            }
        };
    }

    /** Whatever a file holds: bytes that are no text come out as marks that stand for none. */
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static long format(JsonNode json) throws IOException {
        JsonNode format = json.path("format");
        if (!json.isObject() || !(format.isMissingNode() || format.canConvertToExactIntegral())) {
            throw new IOException("it must be an object with a number for its format");
        }
        return format.asLong();
    }

    private static long formatOrNone(String text) {
        try {
            return Json.mapper().readTree(text).path("format").asLong();
        } catch (JsonProcessingException e) {
            return NONE;
        }
    }

    /** Of lines that are none of its own their reader says what it thinks. */
    private static long newestOfLines(Path file) throws IOException {
        long newest = NONE;
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(
                                Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                newest = Math.max(newest, formatOrNone(line));
            }
        }
        return newest;
    }

    /** What a start finishes first, if a reset was begun. */
    public static List<String> begun(DataDir data) {
        List<String> begun = new ArrayList<>();
        if (Files.exists(data.resetFile())) {
            begun.add("a reset that was begun is finished by the next start");
        }
        if (Rebuild.isUnderWay(data)) {
            begun.add(
                    "the jobs make anew what a reset took away; until they have, the bus keeps"
                            + " everything");
        }
        return begun;
    }
}
