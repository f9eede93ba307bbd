package lab.cli.imports;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import lab.cli.client.ExitCode;
import lab.domain.Pair;
import lab.lancer.imports.CandleFile;
import lab.lancer.imports.CandleSink;
import lab.lancer.imports.ImportListener;
import lab.lancer.imports.Tally;
import lab.lancer.warm.ImportedCandle;
import lab.lancer.warm.WarmTierException;
import lab.launcher.directory.LabException;
import lab.launcher.tables.PatternFiles;

/** A file's way into the warm tier, and what is said about it. */
final class FileImport {
    private static final String SOURCE = "csv";
    private static final int REFUSALS_SHOWN = 100;
    private static final int CANDLES_SHOWN = 5;
    private static final Set<String> MINUTE = Set.of("1m", "1min", "60s", "60", "pt1m");

    private final Pair pair;
    private final CandleFile file;
    private final PrintWriter out;
    private final PrintWriter err;

    FileImport(Pair pair, CandleFile file, PrintWriter out, PrintWriter err) {
        this.pair = pair;
        this.file = file;
        this.out = out;
        this.err = err;
    }

    /** Sees to it that an interval is a minute. */
    static void checkMinute(String interval) {
        if (!MINUTE.contains(interval.strip().toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "--interval: must be 1m, was \"%s\"; the lab makes candles of 5m and 1h of those of"
                                    .formatted(interval)
                            + " one minute, and coarser ones cannot be parted into these");
        }
    }

    /**
     * Reads the file, and writes its candles.
     *
     * @param into the lab; empty to write nothing, and show the first candles
     */
    int run(Optional<PatternFiles> into) throws LabException, IOException, WarmTierException {
        out.printf("%s: recognised as %s%n", pair, file.recognised());
        var told = new Told();
        Tally tally;
        if (into.isPresent()) {
            try (var written = new WarmImport(into.get(), pair, SOURCE)) {
                tally = file.read(written, told);
                if (tally.refusal().isEmpty()) {
                    written.commit();
                }
            }
        } else {
            tally = file.read(new Shown(), told);
        }
        return say(tally, into.isEmpty(), told);
    }

    private int say(Tally tally, boolean isDry, Told told) {
        told.end();
        tally.cut()
                .ifPresent(why -> err.printf("import: the file is cut off or damaged: %s%n", why));
        file.remark().ifPresent(remark -> err.printf("import: %s%n", remark));
        tally.refusal().ifPresent(why -> err.printf("import: nothing is imported: %s%n", why));
        String repeats =
                tally.repeats() == 0 ? "" : ", of which %d repeats".formatted(tally.repeats());
        out.printf(
                "%s: %d rows in = %d %s + %d refused%s%n",
                pair,
                tally.rows(),
                tally.used(),
                file.isOfTrades() ? "trades used" : "candles",
                tally.refused(),
                repeats);
        out.printf(
                "%s: %d candles %s%n",
                pair,
                tally.candles(),
                isDry ? "would be imported, nothing is written" : "imported");
        return tally.isWhole() ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** What goes wrong, line by line as long as that helps. */
    private final class Told implements ImportListener {
        private long refusals;

        @Override
        public void refused(String message) {
            if (refusals++ < REFUSALS_SHOWN) {
                err.println(message);
            }
        }

        @Override
        public void progress(long rows, Instant at) {
            out.printf("%s: %d rows read, at %s%n", pair, rows, at);
        }

        void end() {
            if (refusals > REFUSALS_SHOWN) {
                err.printf("import: %d more rows were refused%n", refusals - REFUSALS_SHOWN);
            }
        }
    }

    /** The first candles, for people. */
    private final class Shown implements CandleSink {
        private int shown;

        @Override
        public void add(ImportedCandle candle) {
            if (shown++ < CANDLES_SHOWN) {
                out.printf(
                        "%s: %s open %s high %s low %s close %s volume %s%n",
                        pair,
                        candle.start(),
                        plain(candle.open()),
                        plain(candle.high()),
                        plain(candle.low()),
                        plain(candle.close()),
                        plain(candle.volume()));
            }
        }

        private static String plain(java.math.BigDecimal value) {
            return value.stripTrailingZeros().toPlainString();
        }
    }
}
