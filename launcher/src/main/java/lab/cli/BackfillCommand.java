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
import lab.lancer.warm.CandleImport;
import lab.lancer.warm.CsvCandles;
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
            "Exit code: 0 if every candle was taken, 1 if some were not."
        })
final class BackfillCommand implements Callable<Integer> {
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(350);

    @Mixin private Where where = new Where();

    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description =
                    "a file of candles, also packed by gzip; its header names timestamp, open, high,"
                            + " low, close, volume, in any order")
    private Optional<Path> csv = Optional.empty();

    @Option(names = "--pair", paramLabel = "PAIR", description = "whose candles the file has")
    private Optional<Pair> pair = Optional.empty();

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
        boolean isOfExchange = !pairs.isEmpty() && from.isPresent() && csv.isEmpty();
        if (isOfFile == isOfExchange) {
            throw new IllegalArgumentException(
                    "backfill: either --csv and --pair are needed, or --pairs and --from");
        }
        if (isOfExchange) {
            return importFromExchange();
        }
        if (!Files.isReadable(csv.orElseThrow())) {
            throw new LabException("csv %s: it must be readable, is not".formatted(csv.get()));
        }
        return importCsv(csv.get(), pair.orElseThrow());
    }

    private int importFromExchange()
            throws LabException, IOException, WarmTierException, InterruptedException {
        Instant first = EventTime.parse("--from", from.orElseThrow());
        Instant end = to.map(text -> EventTime.parse("--to", text)).orElse(clock.instant());
        var files = new PatternFiles(where.data(), where.ports());
        Path scratch = files.scratch();
        try (WarmCandles warm = files.warmToImport()) {
            var backfill = new Backfill(new CoinbaseCandles(url, BETWEEN_REQUESTS), warm, scratch);
            for (Pair each : pairs) {
                Backfill.Progress done = backfill.run(each, first, end, this::tell);
                out.printf(
                        "%s: %,d candles imported, up to %s%n", each, done.candles(), done.next());
            }
        }
        return ExitCode.DONE;
    }

    private void tell(Backfill.Progress progress) {
        out.printf(
                "%s: at %s of %s, %,d candles%n",
                progress.pair(), progress.next(), progress.end(), progress.candles());
    }

    private int importCsv(Path file, Pair of) throws LabException, IOException, WarmTierException {
        var files = new PatternFiles(where.data(), where.ports());
        Path scratch = files.scratch();
        long taken = 0;
        long left = 0;
        try (CsvCandles candles = CsvCandles.open(file);
                WarmCandles warm = files.warmToImport();
                var into = new CandleImport(warm, "csv", scratch)) {
            for (Optional<CsvCandles.Read> next = candles.next();
                    next.isPresent();
                    next = candles.next()) {
                switch (next.get()) {
                    case CsvCandles.Read.Candle(var candle) -> {
                        into.add(of, candle);
                        taken++;
                    }
                    case CsvCandles.Read.Junk(String reason) -> {
                        if (left++ == 0) {
                            err.println(reason);
                        }
                    }
                }
            }
            into.commit();
        }
        out.printf("%s: %,d candles imported from %s%n", of, taken, file);
        if (left > 0) {
            err.printf("csv %s: %,d lines were no candles and are left out%n", file, left);
        }
        return left == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }
}
