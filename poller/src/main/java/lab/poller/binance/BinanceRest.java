package lab.poller.binance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.Trade;
import lab.poller.frames.FrameJson;
import lab.poller.frames.JsonFields;
import lab.poller.live.Arrival;
import lab.poller.live.Gap;
import lab.poller.live.LiveParts;
import lab.poller.live.RestClient;
import lab.poller.live.RestQuestions;
import lab.poller.recording.RecordingWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the exchange for snapshots of books and for trades that the feed did not bring, within the
 * weight that an address may use.
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
    private static final Duration RETRY_WAIT = Duration.ofMillis(350);
    private static final Duration BARRED_FOR = Duration.ofMinutes(2);
    private static final long BARRED_SECONDS_MAX = 3_600;
    private static final String ENDED = "BREAK";
    private static final int INVALID = 400;
    private static final int LISTING_WEIGHT = 20;
    private static final int TOO_MANY = 429;
    private static final int BARRED = 418;
    private static final int PAGE_TRADES = 1_000;
    private static final int PAGE_BYTES_MAX = 4 << 20;
    private static final int SNAPSHOT_LEVELS = 5_000;
    private static final int SNAPSHOT_BYTES_MAX = 16 << 20;
    private static final int TRADES_WEIGHT = 25;
    private static final int SNAPSHOT_WEIGHT = 250;

    /** Two thirds of what the exchange allows: others may be at the same address. */
    static final int WEIGHT_A_MINUTE = 4_000;

    private final RestClient rest;
    private final Optional<RecordingWriter> recording;
    private final InstantSource clock;
    private final WeightBudget budget = new WeightBudget(WEIGHT_A_MINUTE, System.nanoTime());
    private final Set<Pair> booksAsked = ConcurrentHashMap.newKeySet();
    private final RestQuestions questions;

    BinanceRest(URI base, LiveParts parts) {
        this.rest = new RestClient(base, parts.http(), Map.of("X-MBX-TIME-UNIT", "MICROSECOND"));
        this.recording = parts.recording();
        this.clock = parts.clock();
        this.questions =
                new RestQuestions("binance-rest", RETRY_WAIT, parts.spool(), parts.clock());
    }

    void start() {
        questions.start();
    }

    /** Asks about a gap, before any book; false if there are too many questions already. */
    boolean ask(Gap gap) {
        return questions.offerFirst(() ->
                questions.fill(gap, this::fill).map(BinanceRest::waitAfter).orElse(Duration.ZERO));
    }

    /** Asks for a book, unless that was done and not answered, or there are too many questions. */
    boolean askBook(Pair pair) {
        if (!booksAsked.add(pair)) {
            return false;
        }
        boolean isAsked = questions.offer(() -> book(pair));
        if (!isAsked) {
            booksAsked.remove(pair);
        }
        return isAsked;
    }

    boolean askListing(Pair pair) {
        return questions.askListing(pair, this::listing, RETRY_WAIT);
    }

    Optional<String> unlisted(Pair pair) throws InterruptedException {
        return RestQuestions.unlisted(pair, this::listing);
    }

    private Optional<String> listing(Pair pair) throws IOException, InterruptedException {
        byte[] answer;
        try {
            answer =
                    get(
                            "/api/v3/exchangeInfo?symbol=" + ListedPairs.symbol(pair),
                            LISTING_WEIGHT,
                            PAGE_BYTES_MAX);
        } catch (RestClient.Refused e) {
            if (e.status() == INVALID) {
                return Optional.of("binance does not list it");
            }
            throw e;
        }
        JsonNode symbol = FrameJson.tree(answer, 0, answer.length).path("symbols").path(0);
        String status = symbol.path("status").asText();
        String is = symbol.path("baseAsset").asText() + '-' + symbol.path("quoteAsset").asText();
        if (symbol.has("baseAsset") && !is.equals(pair.name())) {
            return Optional.of("binance has its symbol for " + is);
        }
        return status.equals(ENDED)
                ? Optional.of("binance has ended its trading (%s)".formatted(ENDED))
                : Optional.empty();
    }

    @Override
    public void close() {
        questions.close();
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
            questions.put(arrival);
            return Duration.ZERO;
        } catch (IOException | RuntimeException e) {
            log.warn("book not given yet pair={} reason={}", pair, e.getMessage());
            return waitAfter(e);
        } finally {
            booksAsked.remove(pair);
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
        byte[] answer = get(query, TRADES_WEIGHT, PAGE_BYTES_MAX);
        JsonNode page = RestQuestions.trades(FrameJson.tree(answer, 0, answer.length));
        long oldest = Long.MAX_VALUE;
        long newest = 0;
        for (JsonNode item : page) {
            Optional<Trade> trade = questions.answer(gap, item, BinanceRest::trade);
            if (trade.isPresent()) {
                oldest = Math.min(oldest, trade.get().tradeId());
                newest = Math.max(newest, trade.get().tradeId());
            }
        }
        return new Page(oldest, newest);
    }

    private static Trade trade(Gap gap, JsonNode item, Instant received) {
        long id = JsonFields.number(item, "id");
        Instant time = BinanceDecoder.time("time", JsonFields.number(item, "time"));
        EventTime.checkNotAhead("time", time, received);
        return new Trade(
                gap.pair(),
                id,
                Price.parse("price", JsonFields.text(item, "price")),
                Quantity.parse("qty", JsonFields.text(item, "qty")),
                JsonFields.flag(item, "isBuyerMaker") ? Side.SELL : Side.BUY,
                id,
                time,
                Binance.WORD,
                Optional.empty());
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
}
