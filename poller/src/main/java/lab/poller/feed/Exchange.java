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
    /** What a user calls it, and what trades and ticks are said to come from. */
    String word();

    /** Where it is heard where nobody says otherwise. */
    URI webSocket();

    /** Where it is asked where nobody says otherwise. */
    URI rest();

    /** What can be opened at an address of its sockets to see whether somebody is there. */
    default URI probe(URI address) {
        return address;
    }

    /** How long it may be silent before its connection counts as lost. */
    Duration silenceMax();

    /** The pairs that are followed where nobody names any. */
    List<Pair> pairs();

    /** How many pairs one connection may have. */
    int pairsMax();

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
