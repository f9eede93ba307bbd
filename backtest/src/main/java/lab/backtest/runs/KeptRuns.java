package lab.backtest.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import lab.backtest.report.Report;
import lab.backtest.report.ReportJson;
import lab.backtest.sweep.SweepProgress;
import lab.backtest.sweep.SweepReport;
import lab.backtest.sweep.WalkForwardReport;
import lab.domain.Pair;
import lab.files.DurableFiles;
import lab.files.KeptFile;

/**
 * The runs of one data directory, a file each. A run that is made again takes the place of its
 * twin: the same code, data and settings give the same report.
 */
public final class KeptRuns {
    private static final int FORMAT = 1;

    /** What backtests keep in a data directory. */
    public static final KeptFile KEPT =
            new KeptFile(
                    "a backtest's run",
                    "backtests/*.json",
                    KeptFile.Form.JSON,
                    FORMAT,
                    "make the run again with ./lab backtest");

    private static final String JSON = ".json";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{12}");

    private final Path folder;

    public KeptRuns(Path folder) {
        this.folder = folder;
    }

    /** Keeps a run. */
    public void keep(Report report, Instant made) throws IOException {
        keep(report.id(), ReportJson.tree(report), made);
    }

    /** Keeps a sweep, of which each setting counts. */
    public void keep(SweepReport report, Instant made) throws IOException {
        keep(report.id(), ReportJson.tree(report), made);
    }

    /** Keeps a walk, of which each setting counts. */
    public void keep(WalkForwardReport report, Instant made) throws IOException {
        keep(report.id(), ReportJson.tree(report), made);
    }

    private void keep(String id, JsonNode report, Instant made) throws IOException {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        kept.put("format", FORMAT);
        kept.put("made", made.toString());
        kept.set("report", report);
        DurableFiles.createDirectories(folder);
        DurableFiles.write(folder.resolve(id + JSON), ReportJson.write(kept));
    }

    /** All that were kept, the newest first. */
    public List<KeptRun> all() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.filter(file -> file.toString().endsWith(JSON)).sorted().toList();
        }
        var runs = new ArrayList<KeptRun>();
        for (Path file : files) {
            runs.add(read(file));
        }
        runs.sort(Comparator.comparing(KeptRun::made).reversed().thenComparing(KeptRun::id));
        return runs;
    }

    /** The run of an id, or of the beginning of one that no other has. */
    public Optional<KeptRun> find(String id) throws IOException {
        if (ID.matcher(id).matches()) {
            Path file = folder.resolve(id + JSON);
            return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
        }
        List<KeptRun> found = all().stream().filter(run -> run.id().startsWith(id)).toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /** What is done of a sweep that was stopped; it goes on, or begins. */
    public SweepProgress progress(String id, Report.Data data) throws IOException {
        return SweepProgress.of(folder, id, data);
    }

    /**
     * How many accounts were tried before on the same market: of each run whose span and pairs meet
     * this data's, but for the run itself. Those of a sweep that was stopped count too.
     */
    public int triedBefore(Report.Data data, String id) throws IOException {
        int tried = 0;
        for (KeptRun run : all()) {
            if (!run.id().equals(id) && meets(data, run.report().path("data"))) {
                tried += run.report().path("tried").asInt(run.report().path("accounts").size());
            }
        }
        for (SweepProgress.Stopped stopped : SweepProgress.stopped(folder)) {
            if (!stopped.id().equals(id) && meets(data, stopped.data())) {
                tried += stopped.done();
            }
        }
        return tried;
    }

    private static boolean meets(Report.Data data, JsonNode other) {
        return StreamSupport.stream(other.path("pairs").spliterator(), false)
                        .anyMatch(pair -> data.pairs().contains(new Pair(pair.asText())))
                && Instant.parse(other.path("from").asText()).isBefore(data.to())
                && data.from().isBefore(Instant.parse(other.path("to").asText()));
    }

    private static KeptRun read(Path file) throws IOException {
        JsonNode kept;
        try {
            kept = ReportJson.read(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new IOException("run %s: it must be JSON, is not".formatted(file), e);
        }
        int format = kept.path("format").asInt();
        if (!KEPT.knows(format)) {
            throw new IOException(KEPT.refusal(file, format));
        }
        return new KeptRun(Instant.parse(kept.path("made").asText()), kept.path("report"));
    }
}
