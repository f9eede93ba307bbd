package lab.poller.binance;

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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.domain.Pair;
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
 * Binance's public spot streams of some pairs: trades, best bids and asks, and order books, without
 * holes as far as the exchange helps.
 *
 * <p>The exchange ends each connection after a day, and sometimes sooner with a word before. So
 * another takes its place in time, both are heard for a while, and what comes twice is told by its
 * number: trades by their ids, ticks and books by their updates.
 */
public final class BinanceFeed implements MarketFeed {
    static final List<String> STREAMS = List.of("trade", "bookTicker", "depth@100ms", "miniTicker");

    private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Settings settings;
    private final GapLedger ledger;
    private final NewestUpdates updates = new NewestUpdates();
    private final BookQuestions questions;
    private final Spool spool;
    private final LiveIntake intake;
    private final HttpClient http;
    private final LiveSocket socket;
    private final BinanceRest rest;
    private long lookedAtNanos;
    private volatile Gaps gaps = new Gaps(0, 0, 0, 0);
    private volatile @Nullable String refusal;

    /** What the ledger said last, for whoever asks from another thread. */
    private record Gaps(long found, long missing, long filled, long lost) {}

    /**
     * What is asked of whom, and how patiently.
     *
     * @param silenceMax how long the feed may be silent before its connection counts as lost
     * @param gapPatience how long a missing trade may merely be late before it is asked for
     * @param bookWait between the first two questions for a book that does not come into step
     * @param lifeMax after how long another connection takes the place of one
     * @param overlap how long both are heard then
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
            Duration bookWait,
            Duration lifeMax,
            Duration overlap,
            int spoolFramesMax,
            long spoolBytesMax,
            Optional<Path> recording) {
        /** Half an hour before the exchange would end it. */
        static final Duration LIFE_MAX = Duration.ofMinutes(23 * 60 + 30);

        static final Duration OVERLAP = Duration.ofSeconds(5);

        public Settings {
            pairs = List.copyOf(pairs);
        }

        /** As a lab has it. */
        public static Settings usual(
                List<Pair> pairs,
                URI webSocket,
                URI rest,
                Duration silenceMax,
                Optional<Path> recording) {
            return new Settings(
                    pairs,
                    webSocket,
                    rest,
                    silenceMax,
                    GapLedger.PATIENCE,
                    BookQuestions.FIRST_WAIT,
                    LIFE_MAX,
                    OVERLAP,
                    Spool.ITEMS_MAX,
                    Spool.BYTES_MAX,
                    recording);
        }
    }

    private BinanceFeed(
            Settings settings, Optional<RecordingWriter> recording, InstantSource clock) {
        this.settings = settings;
        this.ledger = new GapLedger(settings.gapPatience());
        this.questions = new BookQuestions(settings.bookWait());
        this.spool = new Spool(settings.spoolFramesMax(), settings.spoolBytesMax());
        this.intake =
                new LiveIntake(
                        spool,
                        ledger,
                        new BinanceDecoder(ListedPairs.of(settings.pairs())),
                        this::judged);
        this.http = HttpClient.newBuilder().connectTimeout(CONNECT_DEADLINE).build();
        this.socket =
                new LiveSocket(
                        new LiveSocket.Settings(
                                BinanceDecoder.EXCHANGE,
                                address(settings.webSocket(), settings.pairs()),
                                Optional.empty(),
                                settings.silenceMax(),
                                Optional.of(settings.lifeMax()),
                                settings.overlap()),
                        spool,
                        recording,
                        clock,
                        http);
        this.rest = new BinanceRest(settings.rest(), spool, recording, clock, http);
    }

    public static BinanceFeed open(Settings settings, InstantSource clock) throws IOException {
        Optional<RecordingWriter> recording = Optional.empty();
        if (settings.recording().isPresent()) {
            recording = Optional.of(new RecordingWriter(settings.recording().get()));
        }
        return new BinanceFeed(settings, recording, clock);
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
    public String name() {
        return BinanceDecoder.EXCHANGE;
    }

    @Override
    public String exchange() {
        return BinanceDecoder.EXCHANGE;
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
        return BinanceDecoder.EXCHANGE; // whatever the pairs: each goes on where it was
    }

    @Override
    public void start(ObjectNode state) {
        ledger.readFrom(state, System.nanoTime());
        socket.start();
        rest.start();
    }

    @Override
    public Taken take(Duration waitMax) throws InterruptedException {
        look();
        return intake.take(waitMax);
    }

    private void look() {
        long now = System.nanoTime();
        if (now - lookedAtNanos < LOOK_EVERY.toNanos()) {
            return;
        }
        lookedAtNanos = now;
        intake.askAboutGaps(now, rest::ask);
        for (Pair pair : questions.due(now)) {
            if (rest.askBook(pair)) {
                questions.asked(pair, now);
            }
        }
        gaps =
                new Gaps(
                        ledger.gaps(SeenBy.TRADE_ID),
                        ledger.missing(),
                        ledger.filled(),
                        ledger.lost());
    }

    @Override
    public void hearBook(Pair pair, boolean isInStep) {
        questions.hear(pair, isInStep, System.nanoTime());
    }

    /** Notes what an event shows of gaps, and says of a trade or a tick whether it is news. */
    private MarketEvent judged(MarketEvent event) {
        return switch (event) {
            case MarketEvent.Traded(var trade, _) -> {
                refusal = null;
                yield new MarketEvent.Traded(trade, ledger.admits(trade, System.nanoTime()));
            }
            case MarketEvent.Ticked(var tick, var others, _) ->
                    new MarketEvent.Ticked(
                            tick, others, updates.admits(tick.pair(), tick.sequence()));
            case MarketEvent.Refused(var message) -> {
                refusal = "the exchange refused: " + message;
                socket.refused(message);
                yield event;
            }
            case MarketEvent.Other(var type) -> {
                if (type.equals(BinanceDecoder.SHUTDOWN)) {
                    socket.renew();
                }
                yield event;
            }
            case MarketEvent.Beat _,
                    MarketEvent.BookGiven _,
                    MarketEvent.BookChanged _,
                    MarketEvent.BookBroken _,
                    MarketEvent.Ahead _,
                    MarketEvent.Malformed _,
                    MarketEvent.Unreadable _ ->
                    event;
        };
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
                known.found(),
                0,
                0,
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
        rest.close();
        socket.close();
        http.shutdownNow();
    }
}
