import java.util.Set;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.Parameter;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import lab.domain.book.BookTop;

/**
 * Goes with the order book: buys while more is bid than offered near the best prices, takers do not
 * sell and the spread is narrow, and sells once more is offered than bid. A book that is not in step
 * says nothing, so it holds. Over a simulated market, which nothing predicts, it pays costs and
 * loses.
 */
public record BookImbalance(
        @Parameter(standard = "30", tells = "seconds of the book that it looks at") int seconds,
        @Parameter(standard = "0.2", tells = "what is bid less offered, by all of it, to follow")
                double strong,
        @Parameter(standard = "10", tells = "the widest spread to buy at, in hundredths of a percent")
                double spread)
        implements Strategy {
    @Override
    public Set<Reads> reads() {
        return Set.of(Reads.BOOK);
    }

    @Override
    public Decision decide(View view) {
        Knowable<Double> lean =
                view.book().mean(view.book().seconds(), seconds, top -> top.near().imbalance());
        return switch (lean) {
            case Knowable.Unknown<Double>(var reason) -> new Decision.Hold(reason);
            case Knowable.Known<Double>(var imbalance, _) -> decide(view, imbalance);
        };
    }

    private Decision decide(View view, double imbalance) {
        if (view.holding().isHolding()) {
            return imbalance <= -strong
                    ? new Decision.Sell("more is offered than bid")
                    : new Decision.Hold("not more is offered than bid");
        }
        if (imbalance < strong) {
            return new Decision.Hold("not much more is bid than offered");
        }
        return switch (view.pressure(1)) {
            case Knowable.Unknown<Double>(var reason) -> new Decision.Hold(reason);
            case Knowable.Known<Double>(var pressure, _) when pressure < 0 ->
                    new Decision.Hold("takers sell");
            case Knowable.Known<Double> _ -> buy(view);
        };
    }

    private Decision buy(View view) {
        return switch (view.book().top()) {
            case Knowable.Unknown<BookTop>(var reason) -> new Decision.Hold(reason);
            case Knowable.Known<BookTop>(var top, _) ->
                    top.spreadBps().doubleValue() > spread
                            ? new Decision.Hold("the spread is wide")
                            : new Decision.Buy("more is bid than offered");
        };
    }
}
