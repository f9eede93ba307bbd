package lab.consensus.core;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import lab.domain.OrderId;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Fill;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Quote;

/**
 * One line of what happened: an execution, or that the desk did not do what a strategy wanted.
 *
 * @param status FUNDED, FILLED, REJECTED or BLOCKED
 * @param price that was seen at the decision
 * @param fillPrice that was paid
 * @param realizedPnl what a sale earned
 * @param time event time of the decision
 * @param timestamp event time of the execution; of a block, the decision's
 * @param decision under which id one can ask why: the order's, or of a refusal the one that its
 *     order would have had
 */
public record TradeRow(
        String account,
        Optional<String> strategy,
        Optional<String> orderId,
        Optional<String> pair,
        Optional<String> side,
        Optional<BigDecimal> quantity,
        Optional<BigDecimal> price,
        Optional<String> signalSimilarity,
        Optional<String> signalSentiment,
        String status,
        Optional<String> reason,
        Optional<BigDecimal> fillPrice,
        Optional<BigDecimal> notional,
        Optional<BigDecimal> fee,
        Optional<BigDecimal> realizedPnl,
        Instant time,
        Instant timestamp,
        Optional<String> decision) {
    private static final String BLOCKED = "BLOCKED";

    static TradeRow of(Execution execution, Optional<BigDecimal> earned) {
        Optional<Fill> fill = execution.fill();
        return switch (execution.request()) {
            case OrderRequest order ->
                    new TradeRow(
                            order.account().name(),
                            order.remarks().strategy(),
                            Optional.of(order.orderId().text()),
                            Optional.of(order.pair().name()),
                            Optional.of(order.side()),
                            Optional.of(order.quantity()),
                            order.remarks().price().flatMap(TradeRow::decimal),
                            order.remarks().signalSimilarity(),
                            order.remarks().signalSentiment(),
                            execution.status().name(),
                            execution.reason().map(Enum::name),
                            fill.map(Fill::price),
                            fill.map(Fill::notional),
                            fill.map(Fill::fee),
                            earned,
                            order.time(),
                            execution.time(),
                            Optional.of(order.orderId().text()));
            case FundRequest fund ->
                    new TradeRow(
                            fund.account().name(),
                            Optional.empty(),
                            Optional.of(fund.orderId().text()),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(fund.amount()),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            execution.status().name(),
                            execution.reason().map(Enum::name),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            fund.time(),
                            execution.time(),
                            Optional.of(fund.orderId().text()));
        };
    }

    /** A strategy's wish that was refused. */
    static TradeRow refused(
            String account,
            OrderId decision,
            AccountRisk.Wish wish,
            Quote seen,
            Refusal refusal,
            Instant time) {
        return blocked(
                account,
                Optional.of(wish),
                Optional.of(seen),
                refusal,
                time,
                Optional.of(decision.text()));
    }

    /** A state that the account came into. */
    static TradeRow halted(String account, Refusal cause, Instant time) {
        return blocked(account, Optional.empty(), Optional.empty(), cause, time, Optional.empty());
    }

    private static TradeRow blocked(
            String account,
            Optional<AccountRisk.Wish> wish,
            Optional<Quote> seen,
            Refusal refusal,
            Instant time,
            Optional<String> decision) {
        return new TradeRow(
                account,
                Optional.of(account),
                Optional.empty(),
                wish.map(it -> it.pair().name()),
                wish.map(it -> it.side().name()),
                Optional.empty(),
                seen.map(quote -> quote.ask().toBigDecimal()),
                Optional.empty(),
                Optional.empty(),
                BLOCKED,
                Optional.of(refusal.rule() + ": " + refusal.reason()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                time,
                time,
                decision);
    }

    public boolean isBlock() {
        return status.equals(BLOCKED);
    }

    /** Strangers may write anything there. */
    private static Optional<BigDecimal> decimal(String text) {
        try {
            return Optional.of(lab.domain.Price.of(text).toBigDecimal());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
