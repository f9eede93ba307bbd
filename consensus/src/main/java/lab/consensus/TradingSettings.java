package lab.consensus;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import lab.consensus.core.DecisionTimes;
import lab.consensus.core.DeskRules;
import lab.consensus.core.RiskLimits;
import lab.consensus.signals.SignalSettings;
import lab.domain.Amounts;
import lab.domain.Asset;
import lab.domain.MarketClock;
import lab.servicekit.config.Default;

/**
 * How the desk trades, as a user writes it: {@code consensus.trade-size-usd}, or {@code
 * LAB_CONSENSUS_TRADE_SIZE_USD}.
 *
 * @param strategies by name, or a file such as {@code strategies/MyRule.java}, or a folder of such
 */
public record TradingSettings(
        @Default("buy-and-hold,momentum,seed-rule,no-llm,calibrated,llm-only")
                List<String> strategies,
        @Default("15s") Duration decisionOffset,
        @Default("50") String tradeSizeUsd,
        @Default("1000") String startingBalance,
        @Default("30s") Duration maxPriceAge,
        @Default("200") String maxPositionUsd,
        @Default("800") String maxExposureUsd,
        @Default("10") int maxOrdersPerMinute,
        @Default("3") int maxLossStreak,
        @Default("30m") Duration coolDown,
        @Default("0.02") String maxDailyDrawdown,
        @Default("5m") Duration commentaryCycle,
        @Default("2m") Duration commentaryDelay,
        @Default("30s") Duration signalPatience) {
    /** All as it is unless somebody sets it. */
    public DeskRules rules() {
        return new DeskRules(
                new DecisionTimes(decisionOffset),
                maxPriceAge,
                new Asset("USD"),
                decimal("starting-balance", startingBalance),
                decimal("trade-size-usd", tradeSizeUsd),
                new RiskLimits(
                        decimal("max-position-usd", maxPositionUsd),
                        decimal("max-exposure-usd", maxExposureUsd),
                        maxOrdersPerMinute,
                        maxLossStreak,
                        coolDown,
                        decimal("max-daily-drawdown", maxDailyDrawdown)),
                MarketClock.REAL);
    }

    /** When and how long the pattern and the commentary service are asked. */
    public SignalSettings signals() {
        return new SignalSettings(commentaryCycle, commentaryDelay, signalPatience);
    }

    private static BigDecimal decimal(String name, String text) {
        return Amounts.parse(name, text);
    }
}
