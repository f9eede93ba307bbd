package lab.consensus.signals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import lab.consensus.strategy.Knowable;
import lab.domain.Candle;
import lab.domain.Pair;
import lab.servicekit.market.SeenMarket;

/**
 * The newest commentary on each pair, for as long as the same question would bring the same words.
 *
 * <p>Five decisions in a row ask about one moment. What is said of it depends on the candles that
 * ended by then; those that have meanwhile become too old to be told are in the tables of the
 * service, and no trade can correct them any more.
 */
final class Commentaries {
    private final Map<Pair, Said> newest = new ConcurrentHashMap<>();

    /** What was known when it was said. */
    private record Said(SeenMarket about, Knowable<ServiceSignals.Commented> comment) {}

    /** What was said about this moment of this market. */
    Optional<Knowable<ServiceSignals.Commented>> find(SeenMarket asked) {
        return Optional.ofNullable(newest.get(asked.pair()))
                .filter(said -> isSame(said.about(), asked))
                .map(Said::comment);
    }

    /** Only what is known is kept: who could not answer is asked again. */
    void keep(SeenMarket about, Knowable<ServiceSignals.Commented> comment) {
        if (comment instanceof Knowable.Known<?>) {
            newest.put(about.pair(), new Said(about, comment));
        }
    }

    private static boolean isSame(SeenMarket one, SeenMarket other) {
        if (!one.asOf().equals(other.asOf())
                || one.candles().isEmpty()
                || other.candles().isEmpty()) {
            return false;
        }
        Instant from = later(one.candles().getFirst().start(), other.candles().getFirst().start());
        return between(one, from).equals(between(other, from));
    }

    private static List<Candle> between(SeenMarket market, Instant from) {
        return market.candles().stream()
                .filter(it -> !it.start().isBefore(from) && !it.end().isAfter(market.asOf()))
                .toList();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
