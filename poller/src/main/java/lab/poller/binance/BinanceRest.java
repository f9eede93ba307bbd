package lab.poller.binance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.Trade;
import lab.poller.frames.FrameJson;
import lab.poller.live.Arrival;
import lab.poller.live.Gap;
import lab.poller.live.RestClient;
import lab.poller.live.Spool;
import lab.poller.recording.RecordingWriter;
import lab.servicekit.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the exchange for snapshots of books and for trades that the feed did not bring, within the
 * weight that an address may use. What it gets goes into the spool, behind what is there.
 *
 * <p>A snapshot becomes a frame in an envelope like the others, {@code
 * {"stream":"btcusdt@depthSnapshot","data":…}}, and is recorded as one: so a recording has all that
 * a book needs.
 *
 * <p>Of missing trades the newest thousand are asked for first, as the host for market data has
 * them for sure; what lies further back comes from the history, if the host gives it.
 */
final class BinanceRest implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BinanceRest.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration RETRY_WAIT = Duration.ofMillis(350);
    private static final Duration BARRED_FOR = Duration.ofMinutes(2);
    private static final long BARRED_SECONDS_MAX = 3_600;
    private static final int TOO_MANY = 429;
    private static final int BARRED = 418;
    private static final int PAGE_TRADES = 1_000;
    private static final int PAGE_BYTES_MAX = 4 << 20;
    private static final int SNAPSHOT_LEVELS = 5_000;
    private static final int SNAPSHOT_BYTES_MAX = 16 << 20;
    private static final int QUESTIONS_MAX = 1_000;
    private static final int TRADES_WEIGHT = 25;
    private static final int SNAPSHOT_WEIGHT = 250;

    /** Two thirds of what the exchange allows: others may be at the same address. */
    static final int WEIGHT_A_MINUTE = 4_000;

    private final RestClient rest;
    private final Spool spool;
    private final Optional<RecordingWriter> recording;
    private final InstantSource clock;
    private final WeightBudget budget = new WeightBudget(WEIGHT_A_MINUTE, System.nanoTime());
    private final BlockingDeque<Question> questions = new LinkedBlockingDeque<>(QUESTIONS_MAX);
    private final Set<Pair> booksAsked = ConcurrentHashMap.newKeySet();
    private final Worker worker;

    private sealed interface Question {
        record Missing(Gap gap) implements Question {}

        record Book(Pair pair) implements Question {}
    }

    BinanceRest(
            URI base,
            Spool spool,
            Optional<RecordingWriter> recording,
            InstantSource clock,
            HttpClient http) {
        this.rest = new RestClient(base, http, Map.of("X-MBX-TIME-UNIT", "MICROSECOND"));
        this.spool = spool;
        this.recording = recording;
        this.clock = clock;
        this.worker = new Worker("binance-rest", RETRY_WAIT, this::once);
    }

    void start() {
        worker.start();
    }

    /** Asks about a gap, before any book; false if there are too many questions already. */
    boolean ask(Gap gap) {
        return questions.offerFirst(new Question.Missing(gap));
    }

    /** Asks for a book, unless that was done and not answered, or there are too many questions. */
    boolean askBook(Pair pair) {
        if (!booksAsked.add(pair)) {
            return false;
        }
        boolean isAsked = questions.offer(new Question.Book(pair));
        if (!isAsked) {
            booksAsked.remove(pair);
        }
        return isAsked;
    }

    @Override
    public void close() {
        worker.closeNow(Duration.ZERO);
    }

    private Duration once() throws InterruptedException {
        return switch (questions.take()) {
            case Question.Missing(var gap) -> fillOrSay(gap);
            case Question.Book(var pair) -> book(pair);
        };
    }

    /** Without an answer the book stays out of step, and will be asked for again. */
    private Duration book(Pair pair) throws InterruptedException {
        String stream = ListedPairs.streamName(pair) + '@' + BinanceDecoder.SNAPSHOT;
        try {
            byte[] body =
                    get(
                            "/api/v3/depth?symbol=%s&limit=%d"
                                    .formatted(ListedPairs.symbol(pair), SNAPSHOT_LEVELS),
                            SNAPSHOT_WEIGHT,
                            SNAPSHOT_BYTES_MAX);
            var frame = new ByteArrayOutputStream(body.length + 64);
            frame.writeBytes(
                    "{\"stream\":\"%s\",\"data\":"
                            .formatted(stream)
                            .getBytes(StandardCharsets.UTF_8));
            frame.writeBytes(body);
            frame.write('}');
            var arrival = new Arrival.Text(frame.toByteArray(), clock.instant());
            recording.ifPresent(file -> file.frame(arrival.frame(), arrival.received()));
            put(arrival);
            return Duration.ZERO;
        } catch (IOException | RuntimeException e) {
            log.warn("book not given yet pair={} reason={}", pair, e.getMessage());
            return waitAfter(e);
        } finally {
            booksAsked.remove(pair);
        }
    }

    private Duration fillOrSay(Gap gap) throws InterruptedException {
        try {
            fill(gap);
            put(new Arrival.Answered(gap));
            return Duration.ZERO;
        } catch (IOException | RuntimeException | Error e) {
            // Whatever it is: without an answer the gap would be waited for without end
            String reason = String.valueOf(e.getMessage());
            log.warn("gap not filled yet pair={} reason={}", gap.pair(), reason);
            put(new Arrival.Unanswered(gap, reason));
            return waitAfter(e);
        }
    }

    private void fill(Gap gap) throws IOException, InterruptedException {
        String symbol = ListedPairs.symbol(gap.pair());
        long oldest =
                page(gap, "/api/v3/trades?symbol=%s&limit=%d".formatted(symbol, PAGE_TRADES))
                        .oldest();
        long next = gap.from();
        while (next <= gap.to() && next < oldest) {
            Page page;
            try {
                page =
                        page(
                                gap,
                                "/api/v3/historicalTrades?symbol=%s&fromId=%d&limit=%d"
                                        .formatted(symbol, next, PAGE_TRADES));
            } catch (RestClient.Refused e) {
                if (e.status() == TOO_MANY || e.status() == BARRED || e.status() >= 500) {
                    throw e;
                }
                log.warn("no history given pair={} reason={}", gap.pair(), e.getMessage());
                return; // it will not give it another time either
            }
            if (page.newest() < next) {
                return; // it has no more, or does not turn pages
            }
            next = page.newest() + 1;
        }
    }

    private record Page(long oldest, long newest) {}

    private Page page(Gap gap, String query) throws IOException, InterruptedException {
        JsonNode page = JSON.readTree(get(query, TRADES_WEIGHT, PAGE_BYTES_MAX));
        if (page == null || !page.isArray()) {
            throw new IOException("trades: must be a JSON array, were not");
        }
        long oldest = Long.MAX_VALUE;
        long newest = 0;
        for (JsonNode item : page) {
            Optional<Trade> trade = trade(gap, item);
            if (trade.isPresent()) {
                oldest = Math.min(oldest, trade.get().tradeId());
                newest = Math.max(newest, trade.get().tradeId());
                if (gap.holds(trade.get().tradeId())) {
                    put(new Arrival.Answer(trade.get()));
                }
            }
        }
        return new Page(oldest, newest);
    }

    private Optional<Trade> trade(Gap gap, JsonNode item) throws InterruptedException {
        Instant received = clock.instant();
        try {
            long id = number(item, "id");
            JsonNode isBuyerMaker = item.path("isBuyerMaker");
            if (!isBuyerMaker.isBoolean()) {
                throw new IllegalArgumentException(
                        "isBuyerMaker: must be true or false, was " + shown(isBuyerMaker));
            }
            Instant time = BinanceDecoder.time("time", number(item, "time"));
            EventTime.checkNotAhead("time", time, received);
            return Optional.of(
                    new Trade(
                            gap.pair(),
                            id,
                            Price.parse("price", text(item, "price")),
                            Quantity.parse("qty", text(item, "qty")),
                            isBuyerMaker.booleanValue() ? Side.SELL : Side.BUY,
                            id,
                            time,
                            BinanceDecoder.EXCHANGE,
                            Optional.empty()));
        } catch (IllegalArgumentException e) {
            byte[] bytes = item.toString().getBytes(StandardCharsets.UTF_8);
            put(new Arrival.Junk(bytes, String.valueOf(e.getMessage()), received));
            return Optional.empty();
        }
    }

    private static long number(JsonNode item, String name) {
        JsonNode value = item.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException(
                    name + ": must be a whole number of 64 bits, was " + shown(value));
        }
        return value.longValue();
    }

    private static String text(JsonNode item, String name) {
        JsonNode value = item.path(name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(name + ": must be a string, was " + shown(value));
        }
        return value.textValue();
    }

    private static String shown(JsonNode value) {
        return FrameJson.quoted(value.toString());
    }

    private byte[] get(String query, int weight, int bytesMax)
            throws IOException, InterruptedException {
        Duration wait = budget.spend(weight, System.nanoTime());
        while (wait.isPositive()) {
            Thread.sleep(wait);
            wait = budget.spend(weight, System.nanoTime());
        }
        return rest.get(query, bytesMax);
    }

    /** Whoever goes on when the exchange says that it is too much is barred for longer. */
    private static Duration waitAfter(Throwable failure) {
        if (failure instanceof RestClient.Refused refused
                && (refused.status() == TOO_MANY || refused.status() == BARRED)) {
            long seconds = refused.retryAfterSeconds().orElse(BARRED_FOR.toSeconds());
            return Duration.ofSeconds(Math.clamp(seconds, 1, BARRED_SECONDS_MAX));
        }
        return RETRY_WAIT;
    }

    private void put(Arrival arrival) throws InterruptedException {
        spool.put(Spool.item(arrival));
    }
}
