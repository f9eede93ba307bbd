package lab.launcher.market;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import lab.domain.Pair;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.MarketOfDirectory;
import lab.poller.exchange.Exchanges;
import lab.poller.feed.Exchange;
import lab.poller.position.HeldMarket;

/**
 * Whose pairs a lab may follow: those of its own exchange, which have no venue in their names, and
 * beside a live one those of the others.
 *
 * @param own whose pairs are meant where nobody says a venue
 * @param isLive whether the lab hears an exchange itself: what is simulated or recorded stays alone
 */
public record Venues(Exchange own, boolean isLive) {
    /** Those of a directory's market; of a new one all may come. */
    public static Venues of(DataDir data) throws LabException {
        Optional<HeldMarket> held = MarketOfDirectory.held(data);
        Optional<Exchange> exchange = held.flatMap(HeldMarket::exchange);
        return new Venues(
                exchange.orElse(Exchanges.COINBASE), held.isEmpty() || exchange.isPresent());
    }

    /** A pair as the lab calls it. */
    public Pair named(Pair pair) {
        return pair.venue().equals(Optional.of(own.word())) ? pair.withoutVenue() : pair;
    }

    public List<Pair> named(List<Pair> pairs) {
        return pairs.stream().map(this::named).toList();
    }

    /** Where a pair is traded. */
    Exchange of(Pair pair) throws LabException {
        if (pair.venue().isEmpty()) {
            return own;
        }
        if (!isLive) {
            throw new LabException(
                    "pair %s: the lab must hear an exchange itself to follow another beside it, does not"
                            .formatted(pair));
        }
        return Exchanges.of(pair.venue().get())
                .orElseThrow(() ->
                        new LabException(
                                "pair %s: its venue must be one of %s"
                                        .formatted(pair, Exchanges.words())));
    }

    /** Refuses what cannot be followed together. */
    void check(List<Pair> pairs) throws LabException {
        for (Pair pair : pairs) {
            Exchange exchange = of(pair);
            List<Pair> same = pairs.stream().filter(it -> it.venue().equals(pair.venue())).toList();
            if (same.size() > exchange.pairsMax()) {
                throw new LabException(
                        "pair %s: at most %d of %s can be followed, were %d; remove one first"
                                .formatted(
                                        pair, exchange.pairsMax(), exchange.word(), same.size()));
            }
        }
        if (pairs.stream().noneMatch(pair -> pair.venue().isEmpty())) {
            throw new LabException(
                    "pairs: one of %s at least must be followed, were %s"
                            .formatted(
                                    own.word(),
                                    pairs.stream()
                                            .map(Pair::name)
                                            .collect(Collectors.joining(", "))));
        }
    }
}
