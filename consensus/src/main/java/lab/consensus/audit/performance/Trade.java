package lab.consensus.audit.performance;

import java.math.BigDecimal;
import java.time.LocalDateTime;

/** An execution that moved something, in the order of its account's numbers. */
public sealed interface Trade {
    /** Its own, or that of the one before it, if that is later: they settle one after another. */
    LocalDateTime time();

    /** What the execution says that clearing costs. */
    record Terms(BigDecimal slippage, BigDecimal feeRate) {}

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
