package lab.backtest.report;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lab.backtest.account.AccountRun;
import lab.backtest.account.RoundTrip;
import lab.domain.Pair;

/**
 * All that is told of one backtest.
 *
 * @param caveats what the reader has to know before any figure
 * @param market the benchmark: all the money in the market from the first minute on
 */
public record Report(
        int format,
        String id,
        String version,
        Data data,
        Settings settings,
        List<String> caveats,
        Performance market,
        List<Told> accounts) {
    public static final int FORMAT = 1;

    public Report {
        caveats = List.copyOf(caveats);
        accounts = List.copyOf(accounts);
    }

    /**
     * The past that it went through.
     *
     * @param hash of all of it
     * @param candles how many there are of the unit
     * @param unit what it is made of: candles of one minute, or messages of the market
     * @param missing minutes without a candle
     */
    public record Data(
            String source,
            List<Pair> pairs,
            Instant from,
            Instant to,
            long candles,
            String unit,
            long missing,
            String hash) {}

    /**
     * By what it traded.
     *
     * @param spread that was supposed; nothing where the quotes were recorded
     */
    public record Settings(
            List<String> strategies,
            BigDecimal startingBalance,
            BigDecimal tradeSize,
            Optional<BigDecimal> spread,
            BigDecimal slippage,
            BigDecimal feeRate) {}

    /**
     * One account's figures, and what they mean.
     *
     * @param months what it earned in each calendar month (UTC), beside the market
     * @param equity at the end of each period, beside the market's
     */
    public record Told(
            Performance performance,
            Verdict verdict,
            List<Month> months,
            List<Worth> equity,
            List<RoundTrip> trips,
            List<AccountRun.OpenTrip> open) {
        public Told {
            months = List.copyOf(months);
            equity = List.copyOf(equity);
            trips = List.copyOf(trips);
            open = List.copyOf(open);
        }

        public static Told of(AccountRun run, AccountRun market, Instant start, int trials) {
            Performance performance = Performance.of(run, start);
            return new Told(
                    performance,
                    Verdict.of(run, performance, market, start, trials),
                    Month.of(run, market),
                    Worth.of(run, market, performance.period()),
                    run.trips(),
                    run.open());
        }
    }
}
