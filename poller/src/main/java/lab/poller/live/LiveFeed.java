package lab.poller.live;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.Function;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.poller.feed.FeedHealth;
import lab.poller.feed.FrameDecoder;
import lab.poller.feed.LiveSettings;
import lab.poller.feed.MarketEvent;
import lab.poller.feed.MarketFeed;
import lab.poller.feed.Taken;
import lab.poller.live.Gap.SeenBy;
import lab.poller.recording.RecordingWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exchange itself, some pairs of it, without holes as far as the exchange helps: what comes
 * waits in a spool, what is missing by its ids is asked for, and what comes twice is told.
 */
public final class LiveFeed implements MarketFeed {
    private static final Logger log = LoggerFactory.getLogger(LiveFeed.class);
    private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final LivePairs pairs;
    private final PairSilence silence;
    private final Queue<Taken.PairOver> over = new ArrayDeque<>();
    private final GapLedger ledger;
    private final Spool spool;
    private final HttpClient http;
    private final LiveProtocol protocol;
    private final FrameDecoder decoder;
    private final LiveSocket socket;
    private long lookedAtNanos;
    private volatile Gaps gaps = new Gaps(0, 0, 0, 0, 0, 0);
    private volatile @Nullable String refusal;

    /**
     * How patient it is, and how much may wait.
     *
     * @param gapPatience how long a missing trade may merely be late before it is asked for
     * @param spoolFramesMax frames that may wait to be taken
     * @param spoolBytesMax bytes that may wait to be taken
     * @param pairPatience how long a pair may be silent before the exchange is asked about it
     */
    public record Bounds(
            Duration gapPatience, int spoolFramesMax, long spoolBytesMax, Duration pairPatience) {
        private static final Duration PAIR_PATIENCE = Duration.ofSeconds(30);

        /** As a lab has them. */
        public static final Bounds USUAL =
                new Bounds(GapLedger.PATIENCE, Spool.ITEMS_MAX, Spool.BYTES_MAX, PAIR_PATIENCE);
    }

    /** What was known last, for whoever asks from another thread. */
    private record Gaps(
            long byTradeId, long bySequence, long breaks, long missing, long filled, long lost) {}

    private LiveFeed(
            LiveSettings settings,
            Bounds bounds,
            Function<LiveParts, LiveProtocol> protocol,
            Optional<RecordingWriter> recording,
            InstantSource clock) {
        this.pairs = new LivePairs(settings.pairs());
        this.silence = new PairSilence(bounds.pairPatience());
        this.ledger = new GapLedger(bounds.gapPatience());
        this.spool = new Spool(bounds.spoolFramesMax(), bounds.spoolBytesMax());
        this.http = HttpClient.newBuilder().connectTimeout(CONNECT_DEADLINE).build();
        this.protocol = protocol.apply(new LiveParts(ledger, spool, recording, clock, http));
        this.decoder = this.protocol.decoder();
        this.socket =
                new LiveSocket(
                        this.protocol.exchange(),
                        this.protocol.connection(settings.pairs()),
                        settings.silenceMax(),
                        spool,
                        recording,
                        clock,
                        http);
    }

    /**
     * Opens a feed, which connects when it is started.
     *
     * @param protocol what is the exchange's own
     * @throws IOException if there is to be a recording and its file cannot be made
     */
    public static LiveFeed open(
            LiveSettings settings,
            Bounds bounds,
            Function<LiveParts, LiveProtocol> protocol,
            InstantSource clock)
            throws IOException {
        Optional<RecordingWriter> recording = Optional.empty();
        if (settings.recording().isPresent()) {
            recording = Optional.of(new RecordingWriter(settings.recording().get()));
        }
        return new LiveFeed(settings, bounds, protocol, recording, clock);
    }

    @Override
    public String name() {
        return protocol.exchange();
    }

    @Override
    public String exchange() {
        return protocol.exchange();
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
        return pairs.wanted();
    }

    @Override
    public void follow(List<Pair> wanted) {
        LivePairs.Change change = pairs.change(wanted);
        long now = System.nanoTime();
        change.removed().forEach(this::forget);
        change.added().forEach(pair -> begin(pair, now));
        List<Pair> coming = pairs.active().stream().filter(change.added()::contains).toList();
        connect(protocol.changes(coming, change.removed()));
    }

    @Override
    public Optional<String> refuses(Pair pair) throws InterruptedException {
        return protocol.unlisted(pair);
    }

    private void begin(Pair pair, long now) {
        silence.expect(pair, now);
        protocol.know(pair).ifPresent(reason -> end(pair, reason));
    }

    private void forget(Pair pair) {
        silence.forget(pair);
        ledger.forget(pair);
        protocol.forget(pair);
    }

    /** The exchange has no such pair: the others go on without it. */
    private boolean end(Pair pair, String reason) {
        if (!pairs.end(pair, reason)) {
            return false;
        }
        log.warn("pair is over pair={} reason={}", pair, reason);
        forget(pair);
        over.add(new Taken.PairOver(pair, reason));
        return true;
    }

    /** From here on by the pairs that there are; what is open is told the difference. */
    private void connect(List<String> messages) {
        List<Pair> active = pairs.active();
        if (active.isEmpty()) {
            socket.send(messages); // the connection stays as it is, for want of a better one
        } else {
            socket.change(protocol.connection(active), messages);
        }
    }

    @Override
    public String identity() {
        return protocol.exchange(); // whatever the pairs: each goes on where it was
    }

    @Override
    public void start(ObjectNode state) {
        long now = System.nanoTime();
        ledger.readFrom(state, now);
        for (Pair pair : ledger.pairs()) {
            if (!pairs.wanted().contains(pair)) {
                ledger.forget(pair); // should it come again, it begins anew
            }
        }
        pairs.wanted().forEach(pair -> silence.expect(pair, now));
        socket.start();
        protocol.start();
    }

    @Override
    public Taken take(Duration waitMax) throws InterruptedException {
        look();
        if (!over.isEmpty()) {
            return over.remove();
        }
        return switch (spool.poll(waitMax)) {
            case null -> new Taken.Nothing();
            case Arrival.Text(var frame, var received) ->
                    new Taken.Frame(
                            judged(decoder.decode(frame, 0, frame.length, received)),
                            frame,
                            0,
                            frame.length,
                            received,
                            OptionalLong.empty());
            case Arrival.Junk(var frame, var reason, var received) ->
                    new Taken.Garbage(frame, reason, received, OptionalLong.empty());
            case Arrival.Cut(var reason) -> new Taken.Disconnected(reason);
            case Arrival.Answer(var trade) ->
                    pairs.isActive(trade.pair()) && ledger.admitsAnswer(trade)
                            ? new Taken.Filled(trade)
                            : new Taken.Note();
            case Arrival.Answered(var gap) -> {
                ledger.close(gap);
                yield new Taken.Note();
            }
            case Arrival.Newest(var pair, var sequence, var seenBy, var tradeId) -> {
                ledger.hear(pair, tradeId, sequence, seenBy, System.nanoTime());
                yield new Taken.Note();
            }
            case Arrival.Unlisted(var pair, var reason) -> {
                if (end(pair, reason)) {
                    connect(protocol.changes(List.of(), List.of(pair)));
                }
                yield new Taken.Note();
            }
            case Arrival.Unanswered(var gap, _) -> {
                ledger.retry(gap, System.nanoTime());
                yield new Taken.Note();
            }
        };
    }

    /** Has the exchange asked about all that has been open for long enough. */
    private void look() {
        long now = System.nanoTime();
        if (now - lookedAtNanos < LOOK_EVERY.toNanos()) {
            return;
        }
        lookedAtNanos = now;
        protocol.look(now);
        if (!socket.isConnected()) {
            silence.deaf(now);
        }
        silence.due(now).forEach(protocol::askListing);
        Optional<Gap> gap = ledger.nextDue(now);
        while (gap.isPresent()) {
            if (!protocol.ask(gap.get())) {
                ledger.retry(gap.get(), now);
            }
            gap = ledger.nextDue(now);
        }
        gaps =
                new Gaps(
                        ledger.gaps(SeenBy.TRADE_ID),
                        ledger.gaps(SeenBy.BOOK_SEQUENCE) + protocol.gapsBySequence(),
                        protocol.sequenceBreaks() + ledger.breaks(),
                        ledger.missing(),
                        ledger.filled(),
                        ledger.lost());
    }

    /** Notes what an event shows of gaps, and says of a trade or a tick whether it is news. */
    private MarketEvent judged(MarketEvent event) {
        long now = System.nanoTime();
        Optional<Pair> about = event.about();
        if (about.isPresent()) {
            if (!pairs.isActive(about.get())) {
                return new MarketEvent.Other("unsubscribed");
            }
            silence.heard(about.get(), now);
        }
        protocol.hear(event, now);
        return switch (event) {
            case MarketEvent.Traded(var trade, _) ->
                    new MarketEvent.Traded(trade, admits(trade, now));
            case MarketEvent.Ticked(var tick, var others, _) ->
                    new MarketEvent.Ticked(tick, others, admits(tick, now));
            case MarketEvent.Beat beat -> {
                ledger.hear(beat.pair(), beat.lastTradeId(), beat.sequence(), SeenBy.TRADE_ID, now);
                yield beat;
            }
            case MarketEvent.Refused(var message) -> {
                refused(message);
                yield event;
            }
            case MarketEvent.Other(var type) -> {
                if (protocol.endsConnection(type)) {
                    socket.renew();
                }
                yield event;
            }
            case MarketEvent.Several(var events) ->
                    new MarketEvent.Several(events.stream().map(this::judged).toList());
            case MarketEvent.BookGiven _,
                    MarketEvent.BookChanged _,
                    MarketEvent.BookBroken _,
                    MarketEvent.Ahead _,
                    MarketEvent.Malformed _,
                    MarketEvent.Unreadable _ ->
                    event;
        };
    }

    /** Of a pair the others do not have to be asked for again by another connection. */
    private void refused(String message) {
        Optional<Pair> pair = protocol.refused(message, pairs.wanted());
        if (pair.isEmpty()) {
            refusal = "the exchange refused: " + message;
            socket.refused(message);
            return;
        }
        if (end(pair.get(), message)) {
            connect(protocol.afterRefusal(pairs.active()));
        }
    }

    private boolean admits(Trade trade, long now) {
        refusal = null;
        return ledger.admits(trade, now);
    }

    private boolean admits(Tick tick, long now) {
        tick.tradeId()
                .ifPresent(
                        id -> ledger.hear(tick.pair(), id, tick.sequence(), SeenBy.TRADE_ID, now));
        return protocol.isNews(tick);
    }

    @Override
    public void hearBook(Pair pair, boolean isInStep) {
        protocol.hearBook(pair, isInStep, System.nanoTime());
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
        protocol.close();
        socket.close();
        http.shutdownNow();
    }
}
