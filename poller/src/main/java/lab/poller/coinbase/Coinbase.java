package lab.poller.coinbase;

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

/** Coinbase Exchange, by its public feed. */
public final class Coinbase implements Exchange {
    static final String WORD = "coinbase";

    private static final Facts FACTS =
            new Facts(
                    WORD,
                    URI.create("wss://ws-feed.exchange.coinbase.com"),
                    URI.create("https://api.exchange.coinbase.com"),
                    Duration.ofSeconds(10),
                    Exchange.pairsIn("USD"),
                    100,
                    false);

    @Override
    public Facts facts() {
        return FACTS;
    }

    @Override
    public boolean isFrameOf(Set<String> names) {
        return names.contains("type") && !names.contains("channel");
    }

    /** Its names are those of pairs, so none has to be known before. */
    @Override
    public FrameDecoder decoder(Collection<Pair> pairs) {
        return new CoinbaseDecoder(WORD);
    }

    @Override
    public MarketFeed open(LiveSettings settings, InstantSource clock) throws IOException {
        return CoinbaseFeed.open(
                settings, LiveFeed.Bounds.USUAL, SequenceLedger.SUSPICIOUS_AFTER, clock);
    }
}
