package lab.poller.coinbase;

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

/** Coinbase Exchange, by its public feed. */
public final class Coinbase implements Exchange {
    static final String WORD = "coinbase";

    private static final int PAIRS_MAX = 100;

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public URI webSocket() {
        return URI.create("wss://ws-feed.exchange.coinbase.com");
    }

    @Override
    public URI rest() {
        return URI.create("https://api.exchange.coinbase.com");
    }

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
