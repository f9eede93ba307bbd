package lab.backtest.report;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lab.backtest.account.AccountRun;
import lab.backtest.account.EquityCurve;

/** What an account was worth at a moment, and the market's. */
public record Worth(Instant time, BigDecimal equity, BigDecimal market) {
    private static final long SECONDS_PER_DAY = 86_400;
    private static final long SECONDS_PER_HOUR = 3_600;

    /** At the end of each full day or hour, and at the very end. */
    static List<Worth> of(AccountRun run, AccountRun market, String period) {
        long step = period.equals("day") ? SECONDS_PER_DAY : SECONDS_PER_HOUR;
        EquityCurve own = run.equity();
        List<Worth> all = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            boolean isShown = i == own.size() - 1 || own.time(i).getEpochSecond() % step == 0;
            if (isShown) {
                all.add(new Worth(own.time(i), own.exact(i), market.equity().exact(i)));
            }
        }
        return all;
    }
}
