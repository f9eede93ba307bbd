package lab.poller.binance;

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

/** Binance's spot market, by its hosts for market data, which want no key. */
public final class Binance implements Exchange {
    static final String WORD = "binance";

    /** A server pings every 20 s. */
    private static final Facts FACTS =
            new Facts(
                    WORD,
                    URI.create("wss://data-stream.binance.vision"),
                    URI.create("https://data-api.binance.vision"),
                    Duration.ofSeconds(45),
                    Exchange.pairsIn("USDT"),
                    50,
                    true);

    @Override
    public Facts facts() {
        return FACTS;
    }

    @Override
    public URI probe(URI address) {
        return URI.create(address + "/ws");
    }

    @Override
    public boolean isFrameOf(Set<String> names) {
        return names.contains("stream") || names.contains("e") || names.contains("u");
    }

    @Override
    public FrameDecoder decoder(Collection<Pair> pairs) {
        return new BinanceDecoder(ListedPairs.usualAnd(pairs));
    }

    @Override
    public MarketFeed open(LiveSettings settings, InstantSource clock) throws IOException {
        return BinanceFeed.open(settings, LiveFeed.Bounds.USUAL, BinanceFeed.Patience.USUAL, clock);
    }
}
