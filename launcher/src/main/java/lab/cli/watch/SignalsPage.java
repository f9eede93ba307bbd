package lab.cli.watch;

import java.io.PrintWriter;
import lab.lancer.SignalAnswer;

/** What the past says about a pair, for people. */
record SignalsPage(SignalAnswer answer) {

    void print(PrintWriter out) {
        out.printf("%s as of %s%n", answer.pair(), answer.asOf());
        answer.query()
                .ifPresent(query ->
                        out.printf("window %s to %s%n", query.windowStart(), query.windowEnd()));
        answer.unknown().ifPresent(reason -> out.printf("unknown: %s%n", reason));
        if (!answer.matches().isEmpty()) {
            matches(out);
        }
        SignalAnswer.Base base = answer.baseRate();
        if (base.windows() == 0) {
            out.println("base rate unknown: no past hour with an outcome is known yet");
        } else {
            out.printf(
                    "base rate %+.4f %% mean outcome, %.3f of %,d windows above zero%n",
                    base.meanOutcomePct().orElseThrow(),
                    base.sharePositive().orElseThrow(),
                    base.windows());
        }
    }

    private void matches(PrintWriter out) {
        out.printf(
                "%n%-22s %10s %11s %12s %10s %10s%n",
                "past window", "similarity", "correlation", "outcome %", "max %", "min %");
        for (SignalAnswer.Row row : answer.matches()) {
            out.printf(
                    "%-22s %10.4f %11.4f %+12.4f %+10.4f %+10.4f%n",
                    row.windowStart(),
                    row.similarity(),
                    row.correlation(),
                    row.outcomePct(),
                    row.outcomeMaxPct(),
                    row.outcomeMinPct());
        }
        answer.meanOutcome()
                .ifPresent(mean ->
                        out.printf(
                                "%nmean outcome %+.4f %% (%s; %s)%n",
                                mean.pct(), bounds(mean), mean.method()));
        out.printf(
                "percentile %s, search %s%n",
                answer.percentile()
                        .map("%.3f of best matches by chance"::formatted)
                        .orElse("unknown: too few hours are known to tell what chance gives"),
                answer.search());
    }

    private static String bounds(SignalAnswer.Mean mean) {
        return mean.lowPct().isPresent() && mean.highPct().isPresent()
                ? "%+.4f to %+.4f".formatted(mean.lowPct().get(), mean.highPct().get())
                : "of one match, without bounds";
    }
}
