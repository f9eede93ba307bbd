package lab.poller.feed;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import lab.domain.Pair;

/**
 * An exchange that can be heard live, and recordings of which can be played: what it is called,
 * where it is, and how its frames are read. One for each, without a state of its own.
 */
public interface Exchange {
    /**
     * What is known of it.
     *
     * @param word what a user calls it, and what trades and ticks are said to come from
     * @param webSocket where it is heard where nobody says otherwise
     * @param rest where it is asked where nobody says otherwise
     * @param silenceMax how long it may be silent before its connection counts as lost
     * @param pairs that are followed where nobody names any
     * @param pairsMax how many pairs one connection may have
     * @param hasBooks whether its live feed asks for order books
     */
    record Facts(
            String word,
            URI webSocket,
            URI rest,
            Duration silenceMax,
            List<Pair> pairs,
            int pairsMax,
            boolean hasBooks) {}

    Facts facts();

    default String word() {
        return facts().word();
    }

    default URI webSocket() {
        return facts().webSocket();
    }

    default URI rest() {
        return facts().rest();
    }

    default Duration silenceMax() {
        return facts().silenceMax();
    }

    default List<Pair> pairs() {
        return facts().pairs();
    }

    default int pairsMax() {
        return facts().pairsMax();
    }

    /** What can be opened at an address of its sockets to see whether somebody is there. */
    default URI probe(URI address) {
        return address;
    }

    /** Whether a frame with fields of these names is one of its own. */
    boolean isFrameOf(Set<String> names);

    /**
     * Reads its frames, of a recording for example.
     *
     * @param pairs that are known beside those that it knows by itself
     */
    FrameDecoder decoder(Collection<Pair> pairs);

    /** Opens its feed; {@link MarketFeed#start} makes the connection. */
    MarketFeed open(LiveSettings settings, InstantSource clock) throws IOException;

    /** The usual pairs, where they are traded in a currency. */
    static List<Pair> pairsIn(String quote) {
        return Stream.of("BTC", "ETH", "SOL", "DOGE", "AVAX", "LINK")
                .map(base -> new Pair(base + '-' + quote))
                .toList();
    }
}
