package lab.poller.kraken;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.poller.feed.FrameDecoder;
import lab.poller.feed.LiveSettings;
import lab.poller.feed.MarketEvent;
import lab.poller.live.Gap;
import lab.poller.live.LiveFeed;
import lab.poller.live.LiveParts;
import lab.poller.live.LiveProtocol;
import lab.poller.live.LiveSocket;
import lab.poller.live.NewestUpdates;

/** Kraken's public feed: trades, and the best bid and ask whenever one of them changes. */
public final class KrakenFeed implements LiveProtocol {
    private static final int TIMES_MAX = 1_000;

    /** Its words about a pair that it has not, or has no more. */
    private static final Pattern REFUSED =
            Pattern.compile("Currency pair not supported.*?([A-Z0-9]+/[A-Z0-9]+)");

    private final LiveSettings settings;
    private final NewestUpdates ticks = new NewestUpdates();
    private final KrakenRest rest;

    /** Of each pair the times of its newest trades by id: the exchange is asked by times. */
    private final Map<Pair, TreeMap<Long, Instant>> times = new HashMap<>();

    private KrakenFeed(LiveSettings settings, LiveParts parts) {
        this.settings = settings;
        this.rest = new KrakenRest(settings.rest(), parts);
    }

    public static LiveFeed open(LiveSettings settings, LiveFeed.Bounds bounds, InstantSource clock)
            throws IOException {
        return LiveFeed.open(settings, bounds, parts -> new KrakenFeed(settings, parts), clock);
    }

    @Override
    public String exchange() {
        return Kraken.WORD;
    }

    @Override
    public LiveSocket.Connection connection(List<Pair> pairs) {
        return LiveSocket.Connection.lasting(settings.webSocket(), requests("subscribe", pairs));
    }

    @Override
    public List<String> changes(List<Pair> added, List<Pair> removed) {
        List<String> messages = new ArrayList<>();
        if (!removed.isEmpty()) {
            messages.addAll(requests("unsubscribe", removed));
        }
        if (!added.isEmpty()) {
            messages.addAll(requests("subscribe", added));
        }
        return messages;
    }

    private static List<String> requests(String method, List<Pair> pairs) {
        return List.of(request(method, "trade", pairs), request(method, "ticker", pairs));
    }

    /** The exchange answers each pair of a request for itself. */
    @Override
    public Optional<Pair> refused(String message, Collection<Pair> pairs) {
        Matcher words = REFUSED.matcher(message);
        return words.find()
                ? pairs.stream().filter(pair -> symbol(pair).equals(words.group(1))).findFirst()
                : Optional.empty();
    }

    @Override
    public void forget(Pair pair) {
        times.remove(pair);
        ticks.forget(pair);
    }

    @Override
    public boolean askListing(Pair pair) {
        return rest.askListing(pair);
    }

    @Override
    public Optional<String> unlisted(Pair pair) throws InterruptedException {
        return rest.unlisted(pair);
    }

    /** Without what was before: old trades would come as news, behind the time of others. */
    private static String request(String method, String channel, List<Pair> pairs) {
        ObjectNode subscription = JsonNodeFactory.instance.objectNode().put("method", method);
        ObjectNode params = subscription.putObject("params").put("channel", channel);
        ArrayNode symbols = params.putArray("symbol");
        pairs.forEach(pair -> symbols.add(symbol(pair)));
        if (channel.equals("ticker")) {
            params.put("event_trigger", "bbo");
        } else {
            params.put("snapshot", false);
        }
        return subscription.toString();
    }

    private static String symbol(Pair pair) {
        return pair.base() + '/' + pair.quote();
    }

    @Override
    public FrameDecoder decoder() {
        return new KrakenDecoder();
    }

    @Override
    public void start() {
        rest.start();
    }

    @Override
    public boolean ask(Gap gap) {
        return rest.ask(
                gap,
                Optional.ofNullable(times.get(gap.pair()))
                        .map(known -> known.lowerEntry(gap.from()))
                        .map(Map.Entry::getValue));
    }

    @Override
    public void hear(MarketEvent event, long nowNanos) {
        if (event instanceof MarketEvent.Traded(Trade trade, _)) {
            TreeMap<Long, Instant> known =
                    times.computeIfAbsent(trade.pair(), _ -> new TreeMap<>());
            known.put(trade.tradeId(), trade.time());
            if (known.size() > TIMES_MAX) {
                known.pollFirstEntry();
            }
        }
    }

    @Override
    public boolean isNews(Tick tick) {
        return ticks.admits(tick.pair(), tick.sequence());
    }

    @Override
    public void close() {
        rest.close();
    }
}
