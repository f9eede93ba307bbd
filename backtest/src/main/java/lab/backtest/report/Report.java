package lab.backtest.report;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import lab.backtest.account.AccountRun;
import lab.backtest.account.RoundTrip;
import lab.domain.Pair;

/**
 * All that is told of one backtest.
 *
 * @param caveats what the reader has to know before any figure
 * @param signals how often the services' words of then were known and not, by words for a table
 * @param tried accounts that traded in this run, ablations among them: each counts as a trial
 * @param market the benchmark: all the money in the market from the first minute on
 */
public record Report(
        int format,
        String id,
        String version,
        Data data,
        Settings settings,
        List<String> caveats,
        SortedMap<String, Long> signals,
        int tried,
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
     * @param positionMax what one position may be worth by the risk rules
     * @param exposureMax what all together may be worth
     * @param spread that was supposed; nothing where the quotes were recorded
     * @param venueFees of venues whose fee is another; nothing where there are none
     * @param commentary whose word was taken where a strategy reads some: stored, rules or unknown
     */
    public record Settings(
            List<String> strategies,
            BigDecimal startingBalance,
            BigDecimal tradeSize,
            BigDecimal positionMax,
            BigDecimal exposureMax,
            Optional<BigDecimal> spread,
            BigDecimal slippage,
            BigDecimal feeRate,
            Optional<SortedMap<String, BigDecimal>> venueFees,
            Optional<String> commentary) {
        /** Fees as a sentence tells them: in percent, with those of single venues. */
        String fees() {
            return Texts.plainPercent(feeRate)
                    + " %"
                    + venueFees.stream()
                            .flatMap(fees -> fees.entrySet().stream())
                            .map(it ->
                                    " (%s %s %%)"
                                            .formatted(
                                                    it.getKey(), Texts.plainPercent(it.getValue())))
                            .collect(Collectors.joining());
        }
    }

    /**
     * One account's figures, and what they mean.
     *
     * @param months what it earned in each calendar month (UTC), beside the market
     * @param equity at the end of each period, beside the market's
     * @param ablations what it came to when it was kept from a service's words
     */
    public record Told(
            Performance performance,
            Verdict verdict,
            List<Month> months,
            List<Worth> equity,
            List<RoundTrip> trips,
            List<AccountRun.OpenTrip> open,
            List<Ablation> ablations) {
        public Told {
            months = List.copyOf(months);
            equity = List.copyOf(equity);
            trips = List.copyOf(trips);
            open = List.copyOf(open);
            ablations = List.copyOf(ablations);
        }

        public static Told of(
                AccountRun run,
                AccountRun market,
                Instant start,
                int trials,
                List<Ablation> ablations) {
            Performance performance = Performance.of(run, start);
            return new Told(
                    performance,
                    Verdict.of(run, performance, market, start, trials),
                    Month.of(run, market),
                    Worth.of(run, market, performance.period()),
                    run.trips(),
                    run.open(),
                    ablations);
        }
    }
}
