package lab.cli.past;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import lab.backtest.candles.CandleHistory;
import lab.console.market.CandleRow;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Price;
import lab.lancer.imports.CandleFile;
import lab.lancer.imports.ImportException;
import lab.lancer.imports.ImportListener;
import lab.lancer.imports.ReadAs;
import lab.lancer.imports.Tally;
import lab.lancer.warm.ImportedCandle;
import lab.lancer.warm.WarmTierException;
import lab.launcher.directory.LabException;
import lab.launcher.past.PastCandles;

/** Where a backtest has its candles from: a file that somebody has, or the lab's own tables. */
final class PastMinutes {
    private static final int PLACES = 8;
    private static final int PRODUCT_PLACES = 16;
    private static final BigDecimal FOUR = new BigDecimal(4);

    private PastMinutes() {}

    /** Those of a file; what is refused of it is told by line. */
    static CandleHistory ofFile(Path file, Pair pair, ReadAs said, Instant now, PrintWriter err)
            throws LabException, IOException {
        List<Candle> candles = new ArrayList<>();
        try (CandleFile opened = CandleFile.open(file, pair, said, now)) {
            Tally tally = opened.read(it -> candles.add(candle(pair, it)), new Refusals(err));
            if (tally.refusal().isPresent() || candles.isEmpty()) {
                throw new LabException(
                        "csv %s: it must have candles of a minute, has none: %s"
                                .formatted(file, tally.refusal().orElse("all rows were refused")));
            }
            if (tally.cut().isPresent()) {
                err.printf("csv %s: it is cut off or damaged: %s%n", file, tally.cut().get());
            }
            if (tally.refused() > tally.repeats()) {
                err.printf(
                        "csv %s: %d of %d rows were refused and are missing%n",
                        file, tally.refused() - tally.repeats(), tally.rows());
            }
        } catch (ImportException | WarmTierException e) {
            throw new LabException(String.valueOf(e.getMessage()), e);
        }
        return CandleHistory.of(candles);
    }

    /** Those of the warm tier of these pairs, or of all that are priced in dollars. */
    static CandleHistory ofLab(PastCandles past, List<Pair> pairs)
            throws LabException, IOException {
        SortedSet<Pair> there = past.pairs();
        for (Pair pair : pairs) {
            if (!there.contains(pair)) {
                throw new LabException(
                        "pair %s: it must have candles in the lab, has none; import some with ./lab backfill"
                                .formatted(pair));
            }
        }
        List<Candle> candles = new ArrayList<>();
        for (Pair pair : pairs.isEmpty() ? there : pairs) {
            past.of(pair).forEach(row -> candles.add(candle(pair, row)));
        }
        if (candles.isEmpty()) {
            throw new LabException(
                    "candles: the lab must have some, has none; name a file with --csv, or import"
                            + " one with ./lab backfill");
        }
        return CandleHistory.of(candles);
    }

    private static Candle candle(Pair pair, ImportedCandle of) {
        BigDecimal middle = middle(of.open(), of.high(), of.low(), of.close());
        return new Candle(
                pair,
                Interval.ONE_MINUTE,
                of.start(),
                price(of.open()),
                price(of.high()),
                price(of.low()),
                price(of.close()),
                of.volume(),
                of.trades()
                        .map(ImportedCandle.OfTrades::quoteVolume)
                        .orElseGet(() -> of.volume().multiply(middle)),
                of.trades().map(ImportedCandle.OfTrades::vwap).orElse(middle),
                of.trades().map(ImportedCandle.OfTrades::count).orElse(1L));
    }

    private static Candle candle(Pair pair, CandleRow of) {
        BigDecimal middle = middle(of.open(), of.high(), of.low(), of.close());
        boolean isTraded = of.tradeCount() > 0 && of.volume().signum() > 0;
        BigDecimal volume = of.volume().setScale(PLACES, RoundingMode.UNNECESSARY);
        return new Candle(
                pair,
                Interval.ONE_MINUTE,
                of.time(),
                price(of.open()),
                price(of.high()),
                price(of.low()),
                price(of.close()),
                volume,
                isTraded
                        ? of.quoteVolume().setScale(PRODUCT_PLACES, RoundingMode.UNNECESSARY)
                        : volume.multiply(middle),
                isTraded ? of.quoteVolume().divide(volume, PLACES, RoundingMode.HALF_EVEN) : middle,
                Math.max(1, of.tradeCount()));
    }

    /** What stands for the mean price of trades that nobody told. */
    private static BigDecimal middle(
            BigDecimal open, BigDecimal high, BigDecimal low, BigDecimal close) {
        return open.add(high).add(low).add(close).divide(FOUR, PLACES, RoundingMode.HALF_EVEN);
    }

    private static Price price(BigDecimal price) {
        return new Price(price.movePointRight(PLACES).longValueExact());
    }

    /** The first refusals of a file. */
    private static final class Refusals implements ImportListener {
        private static final int SHOWN = 20;

        private final PrintWriter err;
        private int count;

        Refusals(PrintWriter err) {
            this.err = err;
        }

        @Override
        public void refused(String message) {
            if (count++ < SHOWN) {
                err.println(message);
            }
        }

        @Override
        public void progress(long rows, Instant at) {}
    }
}
