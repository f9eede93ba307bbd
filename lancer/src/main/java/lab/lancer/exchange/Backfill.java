package lab.lancer.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lab.domain.Pair;
import lab.files.KeptFile;
import lab.lancer.warm.CandleImport;
import lab.lancer.warm.ImportedCandle;
import lab.lancer.warm.WarmCandles;
import lab.lancer.warm.WarmTierException;

/**
 * Brings a pair's candles of a period into the warm tier, some thousand with each commit, and notes
 * after each how far it has come. Who starts it again with the same beginning goes on from there;
 * what was committed and not yet noted is asked for and written once more, which changes nothing.
 */
public final class Backfill {
    /** What it keeps in a data directory. */
    public static final KeptFile KEPT = Position.KEPT;

    private static final String SOURCE = "coinbase";
    private static final int PAGES_A_COMMIT = 20;
    private static final Duration PAGE = Duration.ofMinutes(CoinbaseCandles.PAGE_MINUTES);

    private final CoinbaseCandles exchange;
    private final WarmCandles warm;
    private final Path folder;

    /**
     * How far it has come.
     *
     * @param next behind the last minute that is written
     * @param candles that were written since it was started
     * @param refused what the exchange said since then and cannot be a candle, with the last commit
     * @param refusals how many such there were since it was started
     */
    public record Progress(
            Pair pair,
            Instant next,
            Instant end,
            long candles,
            List<String> refused,
            long refusals) {
        public Progress {
            refused = List.copyOf(refused);
        }
    }

    /**
     * Into a tier.
     *
     * @param folder where it notes how far it has come, and where a writer spills
     */
    public Backfill(CoinbaseCandles exchange, WarmCandles warm, Path folder) {
        this.exchange = exchange;
        this.warm = warm;
        this.folder = folder;
    }

    /** Brings all candles that start from one moment up to another. */
    public Progress run(Pair pair, Instant from, Instant to, Consumer<Progress> told)
            throws IOException, WarmTierException, InterruptedException {
        Instant first = from.truncatedTo(ChronoUnit.MINUTES);
        Instant end = to.truncatedTo(ChronoUnit.MINUTES);
        Files.createDirectories(folder);
        var position = new Position(folder, pair);
        var progress = new Progress(pair, position.of(first).orElse(first), end, 0, List.of(), 0);
        while (progress.next().isBefore(end)) {
            progress = commit(progress);
            position.write(first, progress.next());
            told.accept(progress);
        }
        return progress;
    }

    private Progress commit(Progress before)
            throws IOException, WarmTierException, InterruptedException {
        Instant next = before.next();
        long candles = before.candles();
        List<String> refused = new ArrayList<>();
        try (var into = new CandleImport(warm, SOURCE, folder)) {
            for (int page = 0; page < PAGES_A_COMMIT && next.isBefore(before.end()); page++) {
                Instant behind = next.plus(PAGE);
                Instant pageEnd = behind.isBefore(before.end()) ? behind : before.end();
                CoinbaseCandles.Page found = exchange.page(before.pair(), next, pageEnd);
                for (ImportedCandle candle : found.candles()) {
                    into.add(before.pair(), candle);
                }
                candles += found.candles().size();
                refused.addAll(found.refused());
                next = pageEnd;
            }
            into.commit();
        }
        return new Progress(
                before.pair(),
                next,
                before.end(),
                candles,
                refused,
                before.refusals() + refused.size());
    }
}
