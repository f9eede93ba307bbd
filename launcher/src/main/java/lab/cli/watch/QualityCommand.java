package lab.cli.watch;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.cli.client.NotRunning;
import lab.cli.client.Where;
import lab.domain.EventTime;
import lab.files.DurableFiles;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Ports;
import lab.launcher.query.LabQuality;
import lab.quality.QualityHtml;
import lab.quality.QualityReport;
import lab.quality.QualityText;
import lab.servicekit.http.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How good the data are. */
@Command(
        name = "quality",
        mixinStandardHelpOptions = true,
        description = {
            "Looks through the market's data of a running or a stopped lab and names every fault by its"
                    + " rule and its window: missing and doubled trades, wrong clocks, frozen and"
                    + " absurd prices, crossed books, silence, candles that are not what their trades"
                    + " make, messages that could not be read or changed their fields. What it found"
                    + " is noted in warm.crypto.quality, and the run in warm.crypto.quality_runs.",
            "Exit code: 0 if nothing of severity error was found, 1 if something was, or if the data"
                    + " cannot be read or the tables not be written."
        })
public final class QualityCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "by event time, such as 2026-01-05T12:00:00Z (default: the beginning)")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "TIME",
            description = "by event time, that moment left out (default: now)")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "write a page with all findings, which needs nothing beside it")
    private Optional<Path> html = Optional.empty();

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    private final InstantSource clock;
    private final PrintWriter out;
    private final PrintWriter err;

    public QualityCommand(InstantSource clock, PrintWriter out, PrintWriter err) {
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws Exception {
        Optional<Instant> since = from.map(text -> EventTime.parse("--from", text));
        Optional<Instant> until = to.map(text -> EventTime.parse("--to", text));
        if (since.isPresent() && until.isPresent() && !since.get().isBefore(until.get())) {
            throw new IllegalArgumentException(
                    "--to: must be behind --from %s, was %s".formatted(since.get(), until.get()));
        }
        DataDir data = where.data();
        if (!data.exists()) {
            throw NotRunning.neverWas(data);
        }
        Optional<Ports> running = where.running().map(lab -> new Ports(lab.control().portOffset()));
        var quality = new LabQuality(data, running, clock, this::progress);
        QualityReport report = quality.report(since, until);
        if (html.isPresent()) {
            DurableFiles.write(html.get().toAbsolutePath(), new QualityHtml(report).page());
        }
        if (json) {
            out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
        } else {
            new QualityText(report).print(out);
            html.ifPresent(file -> out.printf("The page: %s%n", file));
        }
        if (!quality.note(report)) {
            progress("not noted in warm.crypto.quality, which the next ./lab up makes");
        }
        return report.sound() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void progress(String line) {
        err.println("quality: " + line);
        err.flush();
    }
}
