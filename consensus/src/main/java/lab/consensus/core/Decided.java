package lab.consensus.core;

import java.util.Optional;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import lab.domain.Account;
import lab.domain.OrderId;
import lab.domain.clearing.OrderRequest;

/**
 * One decision about one pair: what the strategy saw, what it wanted, and what came of that.
 *
 * @param wanted empty if the strategy failed
 * @param standing of the account when it decided
 * @param state of the account's risk when it decided
 * @param cause why the state is another than ACTIVE
 */
public record Decided(
        Account account,
        Strategy strategy,
        View view,
        Optional<Decision> wanted,
        Outcome outcome,
        AccountRisk.Standing standing,
        RiskState state,
        Optional<Refusal> cause) {

    /** The id that an order of this decision has, or would have had. */
    public OrderId id() {
        return OrderIds.of(account, strategy.name(), view.pair(), view.time());
    }

    /** What came of it. */
    public sealed interface Outcome {
        /** The strategy wanted nothing. */
        record Held() implements Outcome {}

        /** It wanted what cannot be asked for. */
        record NotPossible(String reason) implements Outcome {}

        /** The risk rules said no. */
        record Refused(Refusal refusal) implements Outcome {}

        /** It was sent, unless the kill switch was engaged in the meantime. */
        record Ordered(OrderRequest order) implements Outcome {}

        /** The strategy failed, and its account is halted. */
        record Failed(String reason) implements Outcome {}
    }
}
