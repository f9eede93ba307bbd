package lab.poller.coinbase;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.poller.FeedHealth;
import lab.poller.MarketEvent;
import lab.poller.MarketFeed;
import lab.poller.Taken;
import lab.poller.live.Gap.SeenBy;
import lab.poller.live.GapLedger;
import lab.poller.live.LiveIntake;
import lab.poller.live.LiveSocket;
import lab.poller.live.Spool;
import lab.poller.recording.RecordingWriter;
import org.jspecify.annotations.Nullable;

/**
 * Coinbase's public feed: tickers, matches and heartbeats of some pairs, without holes as far as
 * the exchange helps.
 */
public final class CoinbaseFeed implements MarketFeed {
    private static final String EXCHANGE = "coinbase";
    private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Settings settings;
    private final GapLedger ledger;
    private final SequenceLedger sequences;
    private final Spool spool;
    private final LiveIntake intake;
    private final HttpClient http;
    private final LiveSocket socket;
    private final CoinbaseRest rest;
    private long lookedAtNanos;
    private long unmatched;
    private volatile Gaps gaps = new Gaps(0, 0, 0, 0, 0, 0);
    private volatile @Nullable String refusal;

    /** What the ledger said last, for whoever asks from another thread. */
    private record Gaps(
            long byTradeId, long bySequence, long breaks, long missing, long filled, long lost) {}

    /**
     * What is asked of whom, and how patiently.
     *
     * @param silenceMax how long the feed may be silent before its connection counts as lost
     * @param gapPatience how long a missing trade may merely be late before it is asked for
     * @param suspiciousAfter how long an order book may go on without a trade before the exchange
     *     is asked for its newest
     * @param spoolFramesMax frames that may wait to be taken
     * @param spoolBytesMax bytes that may wait to be taken
     * @param recording where frames are written as well
     */
    public record Settings(
            List<Pair> pairs,
            URI webSocket,
            URI rest,
            Duration silenceMax,
            Duration gapPatience,
            Duration suspiciousAfter,
            int spoolFramesMax,
            long spoolBytesMax,
            Optional<Path> recording) {
        public Settings(
                List<Pair> pairs,
                URI webSocket,
                URI rest,
                Duration silenceMax,
                Optional<Path> recording) {
            this(
                    pairs,
                    webSocket,
                    rest,
                    silenceMax,
                    GapLedger.PATIENCE,
                    SequenceLedger.SUSPICIOUS_AFTER,
                    Spool.ITEMS_MAX,
                    Spool.BYTES_MAX,
                    recording);
        }
    }

    private CoinbaseFeed(
            Settings settings, Optional<RecordingWriter> recording, InstantSource clock) {
        this.settings = settings;
        this.ledger = new GapLedger(settings.gapPatience());
        this.sequences = new SequenceLedger(settings.gapPatience(), settings.suspiciousAfter());
        this.spool = new Spool(settings.spoolFramesMax(), settings.spoolBytesMax());
        this.intake = new LiveIntake(spool, ledger, new CoinbaseDecoder(EXCHANGE), this::judged);
        this.http = HttpClient.newBuilder().connectTimeout(CONNECT_DEADLINE).build();
        this.socket =
                new LiveSocket(
                        new LiveSocket.Settings(
                                EXCHANGE,
                                settings.webSocket(),
                                Optional.of(subscription(settings.pairs())),
                                settings.silenceMax(),
                                Optional.empty(),
                                Duration.ZERO),
                        spool,
                        recording,
                        clock,
                        http);
        this.rest = new CoinbaseRest(settings.rest(), EXCHANGE, spool, clock, http);
    }

    public static CoinbaseFeed open(Settings settings, InstantSource clock) throws IOException {
        Optional<RecordingWriter> recording = Optional.empty();
        if (settings.recording().isPresent()) {
            recording = Optional.of(new RecordingWriter(settings.recording().get()));
        }
        return new CoinbaseFeed(settings, recording, clock);
    }

    @Override
    public String name() {
        return "coinbase";
    }

    @Override
    public String exchange() {
        return EXCHANGE;
    }

    @Override
    public boolean isSimulated() {
        return false;
    }

    @Override
    public boolean canWait() {
        return false;
    }

    @Override
    public List<Pair> pairs() {
        return settings.pairs();
    }

    @Override
    public String identity() {
        return "coinbase"; // whatever the pairs: each goes on where it was
    }

    @Override
    public void start(ObjectNode state) {
        ledger.readFrom(state, System.nanoTime());
        socket.start();
        rest.start();
    }

    @Override
    public Taken take(Duration waitMax) throws InterruptedException {
        askAboutGaps();
        return intake.take(waitMax);
    }

    private void askAboutGaps() {
        long now = System.nanoTime();
        if (now - lookedAtNanos < LOOK_EVERY.toNanos()) {
            return;
        }
        lookedAtNanos = now;
        askAboutSequences(now);
        intake.askAboutGaps(now, rest::ask);
        gaps =
                new Gaps(
                        ledger.gaps(SeenBy.TRADE_ID),
                        ledger.gaps(SeenBy.BOOK_SEQUENCE) + unmatched,
                        sequences.breaks(),
                        ledger.missing(),
                        ledger.filled(),
                        ledger.lost());
    }

    private void askAboutSequences(long now) {
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
        } else if (ledger.isMissing(told.pair(), told.tradeId().getAsLong())) {
            unmatched++;
        }
    }

    /** Notes what an event shows of gaps, and says of a trade or a tick whether it is news. */
    private MarketEvent judged(MarketEvent event) {
        long now = System.nanoTime();
        return switch (event) {
            case MarketEvent.Traded(var trade, _) ->
                    new MarketEvent.Traded(trade, admits(trade, now));
            case MarketEvent.Ticked(var tick, var others, _) ->
                    new MarketEvent.Ticked(tick, others, admits(tick, now));
            case MarketEvent.Beat beat -> {
                sequences.beat(beat.pair(), beat.lastTradeId(), beat.sequence());
                ledger.hear(beat.pair(), beat.lastTradeId(), beat.sequence(), SeenBy.TRADE_ID, now);
                yield beat;
            }
            case MarketEvent.Refused(var message) -> {
                refusal = "the exchange refused: " + message;
                socket.refused(message);
                yield event;
            }
            case MarketEvent.BookGiven _,
                    MarketEvent.BookChanged _,
                    MarketEvent.BookBroken _,
                    MarketEvent.Other _,
                    MarketEvent.Ahead _,
                    MarketEvent.Malformed _,
                    MarketEvent.Unreadable _ ->
                    event;
        };
    }

    private boolean admits(Trade trade, long now) {
        refusal = null;
        sequences.received(trade.pair(), trade.tradeId(), trade.sequence(), now);
        return ledger.admits(trade, now);
    }

    private boolean admits(Tick tick, long now) {
        OptionalLong tradeId =
                tick.tradeId().isPresent()
                        ? OptionalLong.of(tick.tradeId().get())
                        : OptionalLong.empty();
        sequences.told(tick.pair(), tradeId, tick.sequence(), now);
        tradeId.ifPresent(
                id -> ledger.hear(tick.pair(), id, tick.sequence(), SeenBy.TRADE_ID, now));
        return ledger.admitsTicker(tick.pair(), tick.sequence());
    }

    @Override
    public ObjectNode state() {
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        ledger.writeTo(state);
        return state;
    }

    @Override
    public FeedHealth health() {
        Gaps known = gaps;
        return new FeedHealth(
                socket.isConnected(),
                known.byTradeId(),
                known.bySequence(),
                known.breaks(),
                known.missing(),
                known.filled(),
                known.lost(),
                spool.size(),
                spool.dropped(),
                socket.reconnects(),
                Optional.ofNullable(refusal).or(socket::trouble));
    }

    @Override
    public void close() {
        socket.close();
        rest.close();
        http.shutdownNow();
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
