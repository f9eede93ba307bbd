package lab.backtest.sweep;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import lab.backtest.report.Report;
import lab.backtest.sweep.Sweep.Done;
import lab.domain.Pair;
import lab.files.DurableFiles;
import lab.files.GrowingFile;
import lab.files.KeptFile;
import lab.servicekit.http.Json;

/**
 * What is done of a sweep, so that one that was stopped goes on: a file of lines, the data first
 * and then each setting that was done. It is known by the sweep's id, and so by code, data and
 * settings: another sweep never finds it. A line that was torn is the last, and its setting is done
 * again.
 */
public final class SweepProgress implements AutoCloseable {
    private static final int FORMAT = 1;
    private static final String SUFFIX = ".sweep";

    /** What an unfinished sweep keeps in a data directory. */
    public static final KeptFile KEPT =
            new KeptFile(
                    "a sweep that was stopped",
                    "backtests/*" + SUFFIX,
                    KeptFile.Form.JSON_LINES,
                    FORMAT,
                    "make the sweep again with ./lab backtest --sweep");

    private static final ObjectMapper MAPPER =
            Json.mapper()
                    .copy()
                    .registerModule(
                            new SimpleModule()
                                    .addSerializer(Pair.class, ToStringSerializer.instance)
                                    .addDeserializer(Pair.class, new PairReader()));

    private final Map<Integer, Done> done = new ConcurrentHashMap<>();
    private final Optional<Path> path;
    private final Optional<FileChannel> file;
    private Optional<GrowingFile> lines = Optional.empty();

    private SweepProgress(Optional<Path> path, Optional<FileChannel> file) {
        this.path = path;
        this.file = file;
    }

    /** One that keeps nothing. */
    static SweepProgress inMemory() {
        return new SweepProgress(Optional.empty(), Optional.empty());
    }

    /** One that goes on where the sweep of this id was stopped, or begins. */
    public static SweepProgress of(Path folder, String id, Report.Data data) throws IOException {
        DurableFiles.createDirectories(folder);
        Path path = folder.resolve(id + SUFFIX);
        FileChannel file =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        var progress = new SweepProgress(Optional.of(path), Optional.of(file));
        try {
            if (file.tryLock() == null) {
                throw new IOException(
                        "sweep %s: one may go on at a time, another does; wait for it"
                                .formatted(id));
            }
            if (progress.recover(path, file) == 0) {
                progress.append(
                        new Line(FORMAT, Optional.of(data), Optional.empty(), Optional.empty()));
            }
            return progress;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** A sweep that was not finished: its data, and how many of its settings were. */
    public record Stopped(String id, JsonNode data, int done) {}

    /** All sweeps of a folder that are not finished. */
    public static List<Stopped> stopped(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Stopped> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(it -> it.toString().endsWith(SUFFIX)).sorted().toList()) {
                String text = Files.readString(file);
                List<String> lines = text.lines().toList();
                if (text.indexOf('\n') > 0) {
                    String name = String.valueOf(file.getFileName());
                    long whole = text.chars().filter(it -> it == '\n').count();
                    all.add(
                            new Stopped(
                                    name.substring(0, name.length() - SUFFIX.length()),
                                    MAPPER.readTree(lines.getFirst()).path("data"),
                                    Math.toIntExact(whole - 1)));
                }
            }
        }
        return all;
    }

    /** A line: the data that is gone through, or a setting that is done. */
    private record Line(
            int format, Optional<Report.Data> data, Optional<Integer> place, Optional<Done> done) {}

    /** Takes the whole lines, and cuts off what stands behind them; says how many there are. */
    private int recover(Path path, FileChannel file) throws IOException {
        byte[] all = Files.readAllBytes(path);
        int begin = 0;
        int count = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == '\n') {
                take(path, new String(all, begin, i - begin, StandardCharsets.UTF_8));
                begin = i + 1;
                count++;
            }
        }
        file.truncate(begin);
        this.lines = Optional.of(new GrowingFile(path, file, begin));
        return count;
    }

    private void take(Path path, String line) throws IOException {
        JsonNode row;
        try {
            row = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "sweep %s: each line must be JSON, one is not".formatted(path), e);
        }
        long format = row.path("format").asLong();
        if (!KEPT.knows(format)) {
            throw new IOException(KEPT.refusal(path, format));
        }
        // Not of the tree, in which a decimal loses the zeros at its end
        Line read = MAPPER.readValue(line, Line.class);
        if (read.place().isPresent() && read.done().isPresent()) {
            done.put(read.place().get(), read.done().get());
        }
    }

    Optional<Done> done(int place) {
        return Optional.ofNullable(done.get(place));
    }

    /** How many settings are done. */
    public int count() {
        return done.size();
    }

    void keep(int place, Done of) throws IOException {
        append(new Line(FORMAT, Optional.empty(), Optional.of(place), Optional.of(of)));
        done.put(place, of);
    }

    private synchronized void append(Line row) throws IOException {
        if (lines.isPresent()) {
            var _ =
                    lines.get()
                            .append(
                                    (MAPPER.writeValueAsString(row) + "\n")
                                            .getBytes(StandardCharsets.UTF_8),
                                    false);
        }
    }

    /** The sweep is finished and kept elsewhere. */
    public void finished() throws IOException {
        close();
        if (path.isPresent()) {
            Files.deleteIfExists(path.get());
        }
    }

    @Override
    public void close() throws IOException {
        if (file.isPresent()) {
            file.get().close();
        }
    }

    /** A pair as its name, as reports have it. */
    private static final class PairReader extends StdDeserializer<Pair> {
        private static final long serialVersionUID = 1;

        PairReader() {
            super(Pair.class);
        }

        @Override
        public Pair deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            return new Pair(parser.getText());
        }
    }
}
