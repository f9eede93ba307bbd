package lab.consensus.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.domain.Asset;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Side;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Fill;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Status;

/**
 * What one account has and what it has earned, by its executions and nothing else.
 *
 * <p>Cash and quantities are the clearing house's words; what is worked out here is what positions
 * have cost.
 */
final class AccountBook {
    private final Asset currency;
    private final SortedMap<Pair, Position> positions = new TreeMap<>();
    private BigDecimal cash = BigDecimal.ZERO;
    private BigDecimal funded = BigDecimal.ZERO;
    private BigDecimal fees = BigDecimal.ZERO;
    private long nextNumber;
    private int lossStreak;
    private Optional<Instant> newestLoss = Optional.empty();

    AccountBook(Asset currency) {
        this.currency = currency;
    }

    /** Applies the next execution of the account's log; says what it earned, if it was a sale. */
    Optional<BigDecimal> apply(Execution execution) {
        nextNumber = execution.number() + 1;
        return switch (execution.request()) {
            case FundRequest fund -> {
                if (fund.asset().equals(currency)) {
                    cash = execution.cash();
                    if (execution.status() == Status.FUNDED) {
                        funded = funded.add(fund.amount());
                    }
                }
                yield Optional.empty();
            }
            case OrderRequest order -> apply(execution, order);
        };
    }

    private Optional<BigDecimal> apply(Execution execution, OrderRequest order) {
        if (!order.quote().equals(currency)) {
            return Optional.empty();
        }
        cash = execution.cash();
        BigDecimal quantity = execution.position().orElse(BigDecimal.ZERO);
        Position before = position(order.pair());
        if (execution.fill().isEmpty()) {
            return Optional.empty();
        }
        Fill fill = execution.fill().get();
        fees = fees.add(fill.fee());
        Side side = order.validSide().orElseThrow();
        if (side == Side.BUY) {
            positions.put(order.pair(), before.bought(fill, quantity));
            return Optional.empty();
        }
        Position after = before.sold(fill, order.quantity(), quantity);
        positions.put(order.pair(), after);
        BigDecimal earned = after.realized().subtract(before.realized());
        if (earned.signum() < 0) {
            lossStreak++;
            newestLoss = Optional.of(execution.time());
        } else {
            lossStreak = 0;
        }
        return Optional.of(earned);
    }

    /** The number of the execution that comes next; those before it are known. */
    long nextNumber() {
        return nextNumber;
    }

    boolean isFunded() {
        return funded.signum() > 0;
    }

    BigDecimal cash() {
        return cash;
    }

    BigDecimal funded() {
        return funded;
    }

    BigDecimal fees() {
        return fees;
    }

    int lossStreak() {
        return lossStreak;
    }

    Optional<Instant> newestLoss() {
        return newestLoss;
    }

    Position position(Pair pair) {
        return positions.getOrDefault(pair, Position.NONE);
    }

    /** Of every pair that was ever traded. */
    SortedMap<Pair, Position> positions() {
        return Collections.unmodifiableSortedMap(positions);
    }

    BigDecimal realized() {
        return positions.values().stream()
                .map(Position::realized)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    AccountBook copy() {
        var copy = new AccountBook(currency);
        copy.positions.putAll(positions);
        copy.cash = cash;
        copy.funded = funded;
        copy.fees = fees;
        copy.nextNumber = nextNumber;
        copy.lossStreak = lossStreak;
        copy.newestLoss = newestLoss;
        return copy;
    }

    void writeTo(ObjectNode json) {
        json.put("cash", cash.toPlainString());
        json.put("funded", funded.toPlainString());
        json.put("fees", fees.toPlainString());
        json.put("next_number", nextNumber);
        json.put("loss_streak", lossStreak);
        newestLoss.ifPresent(time -> json.put("newest_loss", EventTime.format(time)));
        ObjectNode all = json.putObject("positions");
        positions.forEach((pair, position) ->
                all.putObject(pair.name())
                        .put("quantity", position.quantity().toPlainString())
                        .put("cost", position.cost().toPlainString())
                        .put("realized", position.realized().toPlainString()));
    }

    void readFrom(JsonNode json) {
        cash = decimal(json, "cash");
        funded = decimal(json, "funded");
        fees = decimal(json, "fees");
        nextNumber = json.path("next_number").asLong();
        lossStreak = json.path("loss_streak").asInt();
        newestLoss =
                json.hasNonNull("newest_loss")
                        ? Optional.of(
                                EventTime.parse("newest_loss", json.get("newest_loss").asText()))
                        : Optional.empty();
        for (Map.Entry<String, JsonNode> entry : json.path("positions").properties()) {
            positions.put(
                    new Pair(entry.getKey()),
                    new Position(
                            decimal(entry.getValue(), "quantity"),
                            decimal(entry.getValue(), "cost"),
                            decimal(entry.getValue(), "realized")));
        }
    }

    private static BigDecimal decimal(JsonNode json, String name) {
        return new BigDecimal(json.path(name).asText());
    }
}
