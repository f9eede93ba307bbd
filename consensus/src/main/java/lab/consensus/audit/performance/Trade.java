package lab.consensus.audit.performance;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.Map;

/** An execution that moved something, in the order of its account's numbers. */
public sealed interface Trade {
    /** Its own, or that of the one before it, if that is later: they settle one after another. */
    LocalDateTime time();

    /**
     * What the execution says that clearing costs.
     *
     * @param venueFees of venues whose fee was another then, by name
     */
    record Terms(BigDecimal slippage, BigDecimal feeRate, Map<String, BigDecimal> venueFees) {
        public Terms {
            venueFees = Map.copyOf(venueFees);
        }

        /** What an order of a pair would have cost, by the pair's name. */
        BigDecimal feeRate(String pair) {
            return venueFees.getOrDefault(pair.substring(pair.indexOf('@') + 1), feeRate);
        }
    }

    /** Funds that an account was given. */
    record Funded(LocalDateTime time, String asset, BigDecimal amount, Terms terms)
            implements Trade {}

    /**
     * An order that was filled.
     *
     * @param quoted what the fill's price was before slippage
     */
    record Filled(
            LocalDateTime time,
            String pair,
            boolean isBuy,
            BigDecimal quantity,
            BigDecimal price,
            BigDecimal notional,
            BigDecimal fee,
            BigDecimal quoted)
            implements Trade {}
}
