package lab.poller;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import lab.domain.Pair;

/** The exchanges that can be heard live, and how they are heard where nobody says otherwise. */
public enum Exchange {
    COINBASE(
            "wss://ws-feed.exchange.coinbase.com",
            "https://api.exchange.coinbase.com",
            "",
            Duration.ofSeconds(10),
            "USD",
            100),
    /** By its hosts for market data, which want no key. A server pings every 20 s. */
    BINANCE(
            "wss://data-stream.binance.vision",
            "https://data-api.binance.vision",
            "/ws",
            Duration.ofSeconds(45),
            "USDT",
            50);

    private final URI webSocket;
    private final URI rest;
    private final String probePath;
    private final Duration silenceMax;
    private final String quote;
    private final int pairsMax;

    Exchange(
            String webSocket,
            String rest,
            String probePath,
            Duration silenceMax,
            String quote,
            int pairsMax) {
        this.webSocket = URI.create(webSocket);
        this.rest = URI.create(rest);
        this.probePath = probePath;
        this.silenceMax = silenceMax;
        this.quote = quote;
        this.pairsMax = pairsMax;
    }

    /** What a user calls it, and what trades and ticks are said to come from. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public URI webSocket() {
        return webSocket;
    }

    public URI rest() {
        return rest;
    }

    /** What can be opened at an address of its sockets to see whether somebody is there. */
    public URI probe(URI address) {
        return URI.create(address + probePath);
    }

    /** How long it may be silent before its connection counts as lost. */
    public Duration silenceMax() {
        return silenceMax;
    }

    /** The pairs that are followed where nobody names any. */
    public List<Pair> pairs() {
        return Stream.of("BTC", "ETH", "SOL", "DOGE", "AVAX", "LINK")
                .map(base -> new Pair(base + '-' + quote))
                .toList();
    }

    /** How many pairs one connection may have. */
    public int pairsMax() {
        return pairsMax;
    }
}
