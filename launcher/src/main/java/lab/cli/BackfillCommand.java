package lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.domain.Pair;
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

    private final PrintWriter out;
    private final PrintWriter err;

    BackfillCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws Exception {
        if (csv.isEmpty() || pair.isEmpty()) {
            throw new IllegalArgumentException("backfill: --csv and --pair are needed together");
        }
        if (!Files.isReadable(csv.get())) {
            throw new LabException("csv %s: it must be readable, is not".formatted(csv.get()));
        }
        return importCsv(csv.get(), pair.get());
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
