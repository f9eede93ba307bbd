package lab.consensus.strategy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Set;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.Quote;

/**
 * Buys when what followed the matches beats what usually follows by more than a round trip costs,
 * and is above zero with 95 % confidence; sells when it no longer beats it at all.
 *
 * <p>A round trip costs the fee and the slippage twice, by the terms of its time, and the spread
 * once.
 */
public final class Calibrated implements Strategy {
    private static final BigDecimal PER_CENT = new BigDecimal(100);
    private static final BigDecimal TWICE = new BigDecimal(2);

    @Override
    public String name() {
        return "calibrated";
    }

    @Override
    public Set<Reads> reads() {
        return Set.of(Reads.PATTERNS);
    }

    @Override
    public Decision decide(View view) {
        return switch (view.quote()) {
            case Knowable.Unknown<Quote>(var reason) -> new Decision.Hold(reason);
            case Knowable.Known<Quote>(var quote, _) ->
                    switch (view.patterns()) {
                        case Knowable.Unknown<PatternSignal>(var reason) ->
                                new Decision.Hold(reason);
                        case Knowable.Known<PatternSignal>(var signal, _) ->
                                decide(
                                        view.holding().isHolding(),
                                        signal,
                                        costPct(quote, view.terms()));
                    };
        };
    }

    private static Decision decide(boolean holds, PatternSignal signal, BigDecimal cost) {
        BigDecimal edge = signal.meanOutcomePct().subtract(signal.baseRatePct());
        if (holds) {
            return edge.signum() <= 0
                    ? new Decision.Sell("the matches do not beat the base rate")
                    : new Decision.Hold("the matches beat the base rate");
        }
        boolean isSure = signal.lowPct().filter(low -> low.signum() > 0).isPresent();
        return isSure && edge.compareTo(cost) > 0
                ? new Decision.Buy("the matches beat the base rate and the costs")
                : new Decision.Hold("the matches do not beat the base rate and the costs");
    }

    private static BigDecimal costPct(Quote quote, ClearingTerms terms) {
        BigDecimal ask = quote.ask().toBigDecimal();
        BigDecimal spread =
                ask.subtract(quote.bid().toBigDecimal())
                        .multiply(PER_CENT)
                        .divide(ask, MathContext.DECIMAL64);
        return terms.feeRate().add(terms.slippage()).multiply(TWICE).multiply(PER_CENT).add(spread);
    }
}
