package lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.lancer.exchange.Backfill;
import lab.lancer.exchange.CoinbaseCandles;
import lab.lancer.imports.CandleFile;
import lab.lancer.imports.ImportException;
import lab.lancer.imports.ReadAs;
import lab.lancer.warm.WarmCandles;
import lab.lancer.warm.WarmTierException;
import lab.launcher.LabException;
import lab.launcher.PatternFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Candles that the lab did not see, into the warm tier. */
@Command(
        name = "backfill",
        mixinStandardHelpOptions = true,
        description = {
            "Imports candles of one minute into warm.crypto.candles_1m of a running or a stopped lab,"
                    + " marked by their source. A candle that the lab made itself stays, whichever"
                    + " comes first.",
            "Each row of a file is imported or refused by its line with the reason, and all are counted.",
            "Exit code: 0 if all was imported, 1 if some or all was not."
        })
final class BackfillCommand implements Callable<Integer> {
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(350);

    @Mixin private Where where = new Where();

    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description =
                    "a file of candles or trades: CSV, JSON or Feather, also packed by gzip or zip; what"
                            + " it has is found out by looking, see lancer/README.md")
    private Optional<Path> csv = Optional.empty();

    @Option(
            names = "--pair",
            paramLabel = "PAIR",
            description = "whose candles the file has, such as BTC-USD or btc/usd")
    private Optional<Pair> pair = Optional.empty();

    @Option(
            names = "--columns",
            split = ",",
            paramLabel = "NAME",
            description =
                    "what the file's columns are, in their order: time (or date, time), open, high, low,"
                            + " close, volume; or time, price, amount, id; - for one to skip")
    private List<String> columns = List.of();

    @Option(names = "--no-header", description = "the file's first line is a row like all others")
    private boolean hasNoHeader;

    @Option(
            names = "--interval",
            paramLabel = "INTERVAL",
            description =
                    "1m: its candles are of one minute, though all lie on a coarser step; others"
                            + " cannot be imported")
    private Optional<String> interval = Optional.empty();

    @Option(
            names = "--dry-run",
            description = "say what the file is, and what would be imported; write nothing")
    private boolean isDryRun;

    @Option(
            names = "--pairs",
            split = ",",
            paramLabel = "PAIR",
            description = "ask Coinbase for the candles of these, by its public REST")
    private List<Pair> pairs = List.of();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description =
                    "the first minute, such as 2026-01-05T00:00:00Z; asked for again with the same one,"
                            + " it goes on where it was stopped")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "TIME",
            description = "behind the last minute (default: now)")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "of the exchange's REST, or of what stands in for it")
    private URI url = CoinbaseCandles.PUBLIC;

    private final InstantSource clock;
    private final PrintWriter out;
    private final PrintWriter err;

    BackfillCommand(InstantSource clock, PrintWriter out, PrintWriter err) {
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws Exception {
        boolean isOfFile = csv.isPresent() && pair.isPresent() && pairs.isEmpty();
        boolean isSaid = !columns.isEmpty() || hasNoHeader || interval.isPresent() || isDryRun;
        boolean isOfExchange = !pairs.isEmpty() && from.isPresent() && csv.isEmpty();
        if (isOfFile == isOfExchange) {
            throw new IllegalArgumentException(
                    "backfill: either --csv and --pair are needed, or --pairs and --from");
        }
        if (isOfExchange && isSaid) {
            throw new IllegalArgumentException(
                    "backfill: --columns, --no-header, --interval and --dry-run go with --csv");
        }
        if (isOfExchange) {
            return importFromExchange();
        }
        if (!Files.isReadable(csv.orElseThrow()) || Files.isDirectory(csv.get())) {
            throw new LabException("csv %s: it must be readable, is not".formatted(csv.get()));
        }
        return importFile();
    }

    private int importFromExchange()
            throws LabException, IOException, WarmTierException, InterruptedException {
        Instant first = EventTime.parse("--from", from.orElseThrow());
        Instant end = to.map(text -> EventTime.parse("--to", text)).orElse(clock.instant());
        PatternFiles files = files();
        Path scratch = files.scratch();
        try (WarmCandles warm = files.warmToImport()) {
            var backfill = new Backfill(new CoinbaseCandles(url, BETWEEN_REQUESTS), warm, scratch);
            long refusals = 0;
            for (Pair each : pairs) {
                Backfill.Progress done = backfill.run(each, first, end, this::tell);
                out.printf(
                        "%s: %d rows in = %d candles + %d refused, up to %s%n",
                        each,
                        done.candles() + done.refusals(),
                        done.candles(),
                        done.refusals(),
                        done.next());
                refusals += done.refusals();
            }
            return refusals == 0 ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    private void tell(Backfill.Progress progress) {
        progress.refused().forEach(reason -> err.printf("%s: %s%n", progress.pair(), reason));
        out.printf(
                "%s: at %s of %s, %d candles%n",
                progress.pair(), progress.next(), progress.end(), progress.candles());
    }

    private int importFile() throws Exception {
        Pair of = pair.orElseThrow();
        try (CandleFile file = CandleFile.open(csv.orElseThrow(), of, said(), clock.instant())) {
            return new FileImport(of, file, out, err)
                    .run(isDryRun ? Optional.empty() : Optional.of(files()));
        } catch (ImportException e) {
            throw new LabException(String.valueOf(e.getMessage()), e);
        }
    }

    private ReadAs said() {
        interval.ifPresent(FileImport::checkMinute);
        return new ReadAs(
                columns.isEmpty() ? Optional.empty() : Optional.of(columns),
                hasNoHeader,
                interval.isPresent());
    }

    private PatternFiles files() {
        return new PatternFiles(where.data(), where.ports());
    }
}
