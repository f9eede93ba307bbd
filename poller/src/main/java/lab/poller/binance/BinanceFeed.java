package lab.poller.binance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.poller.feed.FrameDecoder;
import lab.poller.feed.LiveSettings;
import lab.poller.live.Gap;
import lab.poller.live.LiveFeed;
import lab.poller.live.LiveParts;
import lab.poller.live.LiveProtocol;
import lab.poller.live.LiveSocket;
import lab.poller.live.NewestUpdates;

/**
 * Binance's public spot streams of some pairs: trades, best bids and asks, and order books.
 *
 * <p>The exchange ends each connection after a day, and sometimes sooner with a word before. So
 * another takes its place in time, both are heard for a while, and what comes twice is told by its
 * number: trades by their ids, ticks and books by their updates.
 */
public final class BinanceFeed implements LiveProtocol {
    static final List<String> STREAMS = List.of("trade", "bookTicker", "depth@100ms", "miniTicker");

    private final LiveSettings settings;
    private final Patience patience;
    private final NewestUpdates updates = new NewestUpdates();
    private final BookQuestions questions;
    private final BinanceRest rest;
    private final ListedPairs listed;
    private int requests;

    /**
     * How long what lasts, and when what is asked again.
     *
     * @param bookWait between the first two questions for a book that does not come into step
     * @param lifeMax after how long another connection takes the place of one
     * @param overlap how long both are heard then
     */
    public record Patience(Duration bookWait, Duration lifeMax, Duration overlap) {
        /** As a lab has it: half an hour before the exchange would end a connection. */
        static final Patience USUAL =
                new Patience(
                        BookQuestions.FIRST_WAIT,
                        Duration.ofMinutes(23 * 60 + 30),
                        Duration.ofSeconds(5));
    }

    private BinanceFeed(LiveSettings settings, Patience patience, LiveParts parts) {
        this.settings = settings;
        this.patience = patience;
        this.questions = new BookQuestions(patience.bookWait());
        this.rest = new BinanceRest(settings.rest(), parts);
        this.listed = ListedPairs.of(settings.pairs());
    }

    public static LiveFeed open(
            LiveSettings settings, LiveFeed.Bounds bounds, Patience patience, InstantSource clock)
            throws IOException {
        return LiveFeed.open(
                settings, bounds, parts -> new BinanceFeed(settings, patience, parts), clock);
    }

    /** All streams stand in the address, so that nothing has to be sent. */
    static URI address(URI base, List<Pair> pairs) {
        String streams =
                pairs.stream().flatMap(BinanceFeed::streams).collect(Collectors.joining("/"));
        return URI.create(base + "/stream?streams=" + streams + "&timeUnit=MICROSECOND");
    }

    private static Stream<String> streams(Pair pair) {
        return STREAMS.stream().map(stream -> ListedPairs.streamName(pair) + '@' + stream);
    }

    @Override
    public String exchange() {
        return Binance.WORD;
    }

    @Override
    public LiveSocket.Connection connection(List<Pair> pairs) {
        return new LiveSocket.Connection(
                address(settings.webSocket(), pairs),
                List.of(),
                Optional.of(patience.lifeMax()),
                patience.overlap());
    }

    @Override
    public List<String> changes(List<Pair> added, List<Pair> removed) {
        List<String> messages = new ArrayList<>();
        if (!removed.isEmpty()) {
            messages.add(request("UNSUBSCRIBE", removed));
        }
        if (!added.isEmpty()) {
            messages.add(request("SUBSCRIBE", added));
        }
        return messages;
    }

    private String request(String method, List<Pair> pairs) {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("method", method);
        ArrayNode params = request.putArray("params");
        pairs.stream().flatMap(BinanceFeed::streams).forEach(params::add);
        return request.put("id", ++requests).toString();
    }

    @Override
    public Optional<String> know(Pair pair) {
        return listed.add(pair)
                .map(other -> "its symbol is that of %s, which is followed".formatted(other));
    }

    @Override
    public void forget(Pair pair) {
        updates.forget(pair);
        questions.forget(pair);
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
        return new BinanceDecoder(listed);
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
        for (Pair pair : questions.due(now)) {
            if (rest.askBook(pair)) {
                questions.asked(pair, now);
            }
        }
    }

    @Override
    public boolean isNews(Tick tick) {
        return updates.admits(tick.pair(), tick.sequence());
    }

    @Override
    public boolean endsConnection(String type) {
        return type.equals(BinanceDecoder.SHUTDOWN);
    }

    @Override
    public void hearBook(Pair pair, boolean isInStep, long now) {
        questions.hear(pair, isInStep, now);
    }

    @Override
    public void close() {
        rest.close();
    }
}
