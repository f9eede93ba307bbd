package lab.consensus.core;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lab.domain.Pair;
import lab.domain.clearing.Quote;

/**
 * How one account stands, by the executions so far and the newest quotes.
 *
 * @param commentators whose words it last decided by, if it reads the commentary: {@code ollama} or
 *     {@code rules}
 * @param drawdown which part of the day's first equity is lost; negative for a gain
 */
public record AccountView(
        String account,
        String strategy,
        BigDecimal funded,
        BigDecimal cash,
        BigDecimal equity,
        BigDecimal realizedPnl,
        BigDecimal fees,
        RiskState state,
        Optional<String> stateReason,
        Set<String> commentators,
        BigDecimal drawdown,
        List<PositionView> positions) {
    private static final int PLACES = 8;

    public AccountView {
        commentators = Set.copyOf(commentators);
        positions = List.copyOf(positions);
    }

    /**
     * A pair that the account has or had.
     *
     * @param entryPrice average cost of a unit, fees included; zero if none is held
     * @param price the newest bid, with its event time
     * @param opened since when it is held
     */
    public record PositionView(
            String pair,
            BigDecimal quantity,
            BigDecimal entryPrice,
            Optional<BigDecimal> price,
            Optional<Instant> priceTime,
            BigDecimal value,
            BigDecimal unrealizedPnl,
            BigDecimal realizedPnl,
            Optional<Instant> opened) {
        static PositionView of(Pair pair, Position position, Optional<Quote> quote) {
            BigDecimal value =
                    quote.map(it ->
                                    it.bid()
                                            .toBigDecimal()
                                            .multiply(position.quantity())
                                            .setScale(PLACES, RoundingMode.HALF_EVEN))
                            .orElse(position.cost());
            return new PositionView(
                    pair.name(),
                    position.quantity(),
                    position.averageCost(),
                    quote.map(it -> it.bid().toBigDecimal()),
                    quote.map(Quote::time),
                    value,
                    value.subtract(position.cost()),
                    position.realized(),
                    position.opened());
        }
    }
}
