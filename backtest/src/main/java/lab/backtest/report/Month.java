package lab.backtest.report;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import lab.backtest.account.AccountRun;
import lab.backtest.account.EquityCurve;

/**
 * What an account and the market earned in a calendar month (UTC), or in the part of it there is.
 */
public record Month(YearMonth month, double earned, double market) {

    static List<Month> of(AccountRun run, AccountRun market) {
        List<Month> months = new ArrayList<>();
        EquityCurve own = run.equity();
        double ownBefore = run.funded().doubleValue();
        double marketBefore = market.funded().doubleValue();
        for (int i = 0; i < own.size(); i++) {
            boolean isLast = i == own.size() - 1 || !month(own, i + 1).equals(month(own, i));
            if (isLast) {
                double others = market.equity().close(i);
                months.add(
                        new Month(
                                month(own, i),
                                own.close(i) / ownBefore - 1,
                                others / marketBefore - 1));
                ownBefore = own.close(i);
                marketBefore = others;
            }
        }
        return months;
    }

    /** A minute that ends with the month belongs to it. */
    private static YearMonth month(EquityCurve curve, int index) {
        Instant within = curve.time(index).minusSeconds(1);
        return YearMonth.from(within.atOffset(ZoneOffset.UTC));
    }
}
