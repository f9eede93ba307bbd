package lab.cli.imports;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.cli.client.Where;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.lancer.exchange.Backfill;
import lab.lancer.exchange.CoinbaseCandles;
import lab.lancer.imports.CandleFile;
import lab.lancer.imports.ImportException;
import lab.lancer.warm.WarmCandles;
import lab.lancer.warm.WarmTierException;
import lab.launcher.directory.LabException;
import lab.launcher.tables.PatternFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Candles that the lab did not see, into the warm tier. */
@Command(
        name = "backfill",
        mixinStandardHelpOptions = true,
        description = {
            "Imports candles of one minute into warm.crypto.candles_1m of a running or a stopped"
                    + " lab, marked by their source. A candle that the lab made itself stays, whichever"
                    + " comes first.",
            "Each row of a file is imported or refused by its line with the reason, and all are"
                    + " counted.",
            "Exit code: 0 if all was imported, 1 if some or all was not."
        })
public final class BackfillCommand implements Callable<Integer> {
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(350);

    @Mixin private Where where = new Where();

    @Mixin private CandleFileOptions file = new CandleFileOptions();

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
                    "the first minute, such as 2026-01-05T00:00:00Z; asked for again with the same"
                            + " one, it goes on where it was stopped")
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

    public BackfillCommand(InstantSource clock, PrintWriter out, PrintWriter err) {
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws Exception {
        boolean isOfFile = file.csv().isPresent() && file.pair().isPresent() && pairs.isEmpty();
        boolean isOfExchange = !pairs.isEmpty() && from.isPresent() && file.csv().isEmpty();
        if (isOfFile == isOfExchange) {
            throw new IllegalArgumentException(
                    "backfill: either --csv and --pair are needed, or --pairs and --from");
        }
        if (isOfExchange && (file.isSaid() || isDryRun)) {
            throw new IllegalArgumentException(
                    "backfill: --columns, --no-header, --interval, --zone, --dates and --dry-run go"
                            + " with --csv");
        }
        return isOfExchange ? importFromExchange() : importFile();
    }

    /** As the lab calls them; only Coinbase can be asked for candles. */
    private List<Pair> asked() throws LabException {
        List<Pair> named = where.named(pairs);
        for (Pair pair : named) {
            if (pair.venue().isPresent()) {
                throw new LabException(
                        "pair %s: only Coinbase can be asked for candles; import a file of them by --csv"
                                .formatted(pair));
            }
        }
        return named;
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
            for (Pair each : asked()) {
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
        Pair of = where.named(file.pair().orElseThrow());
        try (CandleFile opened =
                CandleFile.open(file.readable(), of, file.said(), clock.instant())) {
            return new FileImport(of, opened, out, err)
                    .run(isDryRun ? Optional.empty() : Optional.of(files()));
        } catch (ImportException e) {
            throw new LabException(String.valueOf(e.getMessage()), e);
        }
    }

    private PatternFiles files() {
        return new PatternFiles(where.data(), where.ports());
    }
}
