package lab.cli.imports;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.cli.client.NotRunning;
import lab.cli.client.Where;
import lab.lancer.index.PatternIndex;
import lab.lancer.warm.WarmCandles;
import lab.launcher.directory.LabException;
import lab.launcher.tables.PatternFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The index of patterns, made anew. */
@Command(
        name = "index",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the index of patterns of a stopped lab anew from the candles of its warm tier;"
                    + " what it held before is answered from until the new one is whole. A running lab"
                    + " keeps its index up by itself."
        })
public final class IndexCommand implements Callable<Integer> {
    private static final int BESTS_AT_ONCE = 256;

    @Mixin private Where where = new Where();

    private final InstantSource clock;
    private final PrintWriter out;

    public IndexCommand(InstantSource clock, PrintWriter out) {
        this.clock = clock;
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        if (!where.data().exists()) {
            throw NotRunning.neverWas(where.data());
        }
        long begin = System.nanoTime();
        var files = new PatternFiles(where.data(), where.ports());
        try (WarmCandles warm = files.warm();
                PatternIndex index = PatternIndex.rebuild(files.index(System.getenv()), clock)) {
            Optional<WarmCandles.Reading> reading = warm.readAll();
            if (reading.isEmpty()) {
                throw new LabException("warm tier: there must be candles to index, are none");
            }
            out.printf(
                    "%,d candles of %d pairs as of snapshot %d%n",
                    reading.get().candles().count(),
                    reading.get().candles().byPair().size(),
                    reading.get().snapshot());
            index.apply(reading.get());
            fillBests(index);
            index.flush();
            index.removeOthers();
            tell(index, Duration.ofNanos(System.nanoTime() - begin));
        }
        return ExitCode.DONE;
    }

    private void fillBests(PatternIndex index) {
        int all = index.missingBests();
        int done = 0;
        long told = System.nanoTime();
        for (int filled = index.fillBests(BESTS_AT_ONCE);
                filled > 0;
                filled = index.fillBests(BESTS_AT_ONCE)) {
            done += filled;
            if (System.nanoTime() - told > Duration.ofSeconds(2).toNanos()) {
                out.printf("best matches of %,d of %,d full hours%n", done, all);
                told = System.nanoTime();
            }
        }
    }

    private void tell(PatternIndex index, Duration took) {
        out.printf(
                "%-12s %10s %10s %10s %12s%n",
                "pair", "candles", "windows", "too flat", "outcomes");
        for (PatternIndex.PairSize size : index.sizes()) {
            out.printf(
                    "%-12s %,10d %,10d %,10d %,12d%n",
                    size.pair(),
                    size.candles(),
                    size.windows(),
                    size.flatWindows(),
                    size.outcomes());
        }
        out.printf(
                "indexed in %.1f s%s%n",
                took.toMillis() / 1e3,
                index.tooMany().isEmpty()
                        ? ""
                        : ", but not %s: they do not fit into memory".formatted(index.tooMany()));
    }
}
