package lab.poller.kraken;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Set;
import lab.domain.Pair;
import lab.poller.feed.Exchange;
import lab.poller.feed.FrameDecoder;
import lab.poller.feed.LiveSettings;
import lab.poller.feed.MarketFeed;
import lab.poller.live.LiveFeed;

/**
 * Kraken's spot market, by version 2 of its public feed.
 *
 * @see <a href="https://docs.kraken.com/api/docs/websocket-v2/trade">the exchange's own page</a>
 */
public final class Kraken implements Exchange {
    static final String WORD = "kraken";

    /** Where nothing else is to be said, it says a heartbeat every second. */
    private static final Facts FACTS =
            new Facts(
                    WORD,
                    URI.create("wss://ws.kraken.com/v2"),
                    URI.create("https://api.kraken.com"),
                    Duration.ofSeconds(10),
                    Exchange.pairsIn("USD"),
                    100,
                    false);

    @Override
    public Facts facts() {
        return FACTS;
    }

    /** Coinbase's newer feed has a channel as well, and what it tells stands under events. */
    @Override
    public boolean isFrameOf(Set<String> names) {
        return names.contains("method") || (names.contains("channel") && !names.contains("events"));
    }

    @Override
    public FrameDecoder decoder(Collection<Pair> pairs) {
        return new KrakenDecoder();
    }

    @Override
    public MarketFeed open(LiveSettings settings, InstantSource clock) throws IOException {
        return KrakenFeed.open(settings, LiveFeed.Bounds.USUAL, clock);
    }
}
