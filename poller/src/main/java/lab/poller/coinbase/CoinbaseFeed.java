package lab.poller.coinbase;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.poller.feed.FrameDecoder;
import lab.poller.feed.LiveSettings;
import lab.poller.feed.MarketEvent;
import lab.poller.live.Gap;
import lab.poller.live.Gap.SeenBy;
import lab.poller.live.LiveFeed;
import lab.poller.live.LiveParts;
import lab.poller.live.LiveProtocol;
import lab.poller.live.LiveSocket;

/**
 * Coinbase's public feed: tickers, matches and heartbeats of some pairs. Beside the ids of trades,
 * sequences show that something is missing.
 */
public final class CoinbaseFeed implements LiveProtocol {
    private final LiveSettings settings;
    private final LiveParts parts;
    private final SequenceLedger sequences;
    private final CoinbaseRest rest;
    private long unmatched;

    private CoinbaseFeed(LiveSettings settings, SequenceLedger sequences, LiveParts parts) {
        this.settings = settings;
        this.parts = parts;
        this.sequences = sequences;
        this.rest = new CoinbaseRest(settings.rest(), parts);
    }

    /**
     * Opens it.
     *
     * @param suspiciousAfter how long an order book may go on without a trade before the exchange
     *     is asked for its newest
     */
    public static LiveFeed open(
            LiveSettings settings,
            LiveFeed.Bounds bounds,
            Duration suspiciousAfter,
            InstantSource clock)
            throws IOException {
        var sequences = new SequenceLedger(bounds.gapPatience(), suspiciousAfter);
        return LiveFeed.open(
                settings, bounds, parts -> new CoinbaseFeed(settings, sequences, parts), clock);
    }

    @Override
    public String exchange() {
        return Coinbase.WORD;
    }

    @Override
    public LiveSocket.Connection connection() {
        return LiveSocket.Connection.lasting(
                settings.webSocket(), List.of(subscription(settings.pairs())));
    }

    @Override
    public FrameDecoder decoder() {
        return new CoinbaseDecoder(Coinbase.WORD);
    }

    @Override
    public void start() {
        rest.start();
    }

    @Override
    public boolean ask(Gap gap) {
        return rest.ask(gap);
    }

    @Override
    public void look(long now) {
        Optional<SequenceLedger.Told> told = sequences.nextUnmatched(now);
        while (told.isPresent()) {
            unmatched(told.get());
            told = sequences.nextUnmatched(now);
        }
        Optional<SequenceLedger.Suspicion> suspicion = sequences.nextSuspicion(now);
        while (suspicion.isPresent()) {
            rest.askNewest(
                    suspicion.get().pair(), suspicion.get().sequence(), SeenBy.BOOK_SEQUENCE);
            suspicion = sequences.nextSuspicion(now);
        }
    }

    /** A trade with an id is asked for by that; of one without, the newest id has to be found. */
    private void unmatched(SequenceLedger.Told told) {
        if (told.tradeId().isEmpty()) {
            unmatched++;
            rest.askNewest(told.pair(), told.sequence(), SeenBy.TICKER_SEQUENCE);
        } else if (parts.ledger().isMissing(told.pair(), told.tradeId().getAsLong())) {
            unmatched++;
        }
    }

    @Override
    public void hear(MarketEvent event, long now) {
        switch (event) {
            case MarketEvent.Traded(Trade trade, _) ->
                    sequences.received(trade.pair(), trade.tradeId(), trade.sequence(), now);
            case MarketEvent.Ticked(Tick tick, _, _) ->
                    sequences.told(
                            tick.pair(),
                            tick.tradeId().map(OptionalLong::of).orElseGet(OptionalLong::empty),
                            tick.sequence(),
                            now);
            case MarketEvent.Beat beat ->
                    sequences.beat(beat.pair(), beat.lastTradeId(), beat.sequence());
            default -> {}
        }
    }

    @Override
    public boolean isNews(Tick tick) {
        return parts.ledger().admitsTicker(tick.pair(), tick.sequence());
    }

    @Override
    public long gapsBySequence() {
        return unmatched;
    }

    @Override
    public long sequenceBreaks() {
        return sequences.breaks();
    }

    @Override
    public void close() {
        rest.close();
    }

    static String subscription(List<Pair> pairs) {
        ObjectNode subscription = JsonNodeFactory.instance.objectNode();
        subscription.put("type", "subscribe");
        ArrayNode products = subscription.putArray("product_ids");
        pairs.forEach(pair -> products.add(pair.name()));
        subscription.putArray("channels").add("ticker").add("matches").add("heartbeat");
        return subscription.toString();
    }
}
