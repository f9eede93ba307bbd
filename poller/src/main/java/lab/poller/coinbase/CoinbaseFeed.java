package lab.poller.coinbase;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final String SUBSCRIBE = "subscribe";

    /** Its words about a pair that it has not, or has no more. */
    private static final Pattern REFUSED =
            Pattern.compile("([A-Z0-9]+-[A-Z0-9]+) is (?:not a valid product|delisted)");

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
    public LiveSocket.Connection connection(List<Pair> pairs) {
        return LiveSocket.Connection.lasting(
                settings.webSocket(), List.of(subscription(SUBSCRIBE, pairs)));
    }

    @Override
    public List<String> changes(List<Pair> added, List<Pair> removed) {
        List<String> messages = new ArrayList<>();
        if (!removed.isEmpty()) {
            messages.add(subscription("unsubscribe", removed));
        }
        if (!added.isEmpty()) {
            messages.add(subscription(SUBSCRIBE, added));
        }
        return messages;
    }

    /** One pair that it does not know, and it takes none of a subscription. */
    @Override
    public List<String> afterRefusal(List<Pair> others) {
        return others.isEmpty() ? List.of() : List.of(subscription(SUBSCRIBE, others));
    }

    @Override
    public Optional<Pair> refused(String message, Collection<Pair> pairs) {
        Matcher words = REFUSED.matcher(message);
        return words.find()
                ? pairs.stream().filter(pair -> pair.name().equals(words.group(1))).findFirst()
                : Optional.empty();
    }

    @Override
    public void forget(Pair pair) {
        sequences.forget(pair);
    }

    @Override
    public boolean askListing(Pair pair) {
        return rest.askListing(pair);
    }

    @Override
    public Optional<String> unlisted(Pair pair) throws InterruptedException {
        return rest.unlisted(pair);
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

    private static String subscription(String type, List<Pair> pairs) {
        ObjectNode subscription = JsonNodeFactory.instance.objectNode();
        subscription.put("type", type);
        ArrayNode products = subscription.putArray("product_ids");
        pairs.forEach(pair -> products.add(pair.name()));
        subscription.putArray("channels").add("ticker").add("matches").add("heartbeat");
        return subscription.toString();
    }
}
