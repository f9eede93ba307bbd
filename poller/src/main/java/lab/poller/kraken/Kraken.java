package lab.poller.kraken;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
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

    private static final int PAIRS_MAX = 100;

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public URI webSocket() {
        return URI.create("wss://ws.kraken.com/v2");
    }

    @Override
    public URI rest() {
        return URI.create("https://api.kraken.com");
    }

    /** Where nothing else is to be said, it says a heartbeat every second. */
    @Override
    public Duration silenceMax() {
        return Duration.ofSeconds(10);
    }

    @Override
    public List<Pair> pairs() {
        return Exchange.pairsIn("USD");
    }

    @Override
    public int pairsMax() {
        return PAIRS_MAX;
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
