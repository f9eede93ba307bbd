package lab.poller.coinbase;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Trade;
import lab.poller.frames.FrameJson;
import lab.poller.live.Arrival;
import lab.poller.live.Gap;
import lab.poller.live.Gap.SeenBy;
import lab.poller.live.RestClient;
import lab.poller.live.Spool;
import lab.servicekit.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the exchange for trades that the feed did not bring, page by page from the newest back, no
 * faster than a guest should. What it gets goes into the spool, behind what is there.
 */
final class CoinbaseRest implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CoinbaseRest.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PAUSE = Duration.ofMillis(350);
    private static final int PAGE_TRADES = 1_000;
    private static final int PAGE_BYTES_MAX = 4 << 20;
    private static final int QUESTIONS_MAX = 1_000;

    private final RestClient rest;
    private final String exchange;
    private final Spool spool;
    private final InstantSource clock;
    private final BlockingQueue<Question> questions = new ArrayBlockingQueue<>(QUESTIONS_MAX);
    private final Worker worker;

    private sealed interface Question {
        record Missing(Gap gap) implements Question {}

        record Newest(Pair pair, long sequence, SeenBy seenBy) implements Question {}
    }

    CoinbaseRest(URI base, String exchange, Spool spool, InstantSource clock, HttpClient http) {
        this.rest = new RestClient(base, http, Map.of());
        this.exchange = exchange;
        this.spool = spool;
        this.clock = clock;
        this.worker = new Worker("coinbase-rest", PAUSE, this::once);
    }

    void start() {
        worker.start();
    }

    /** Asks about a gap, some time; false if there are too many questions already. */
    boolean ask(Gap gap) {
        return questions.offer(new Question.Missing(gap));
    }

    /** Asks for the newest trade of a pair, some time; false if there are too many questions. */
    boolean askNewest(Pair pair, long sequence, SeenBy seenBy) {
        return questions.offer(new Question.Newest(pair, sequence, seenBy));
    }

    @Override
    public void close() {
        worker.closeNow(Duration.ZERO);
    }

    private Duration once() throws InterruptedException {
        switch (questions.take()) {
            case Question.Missing(var gap) -> fillOrSay(gap);
            case Question.Newest asked -> newest(asked);
        }
        return PAUSE;
    }

    private void fillOrSay(Gap gap) throws InterruptedException {
        try {
            fill(gap);
            put(new Arrival.Answered(gap));
        } catch (IOException | RuntimeException | Error e) {
            // Whatever it is: without an answer the gap would be waited for without end
            String reason = String.valueOf(e.getMessage());
            log.warn("gap not filled yet pair={} reason={}", gap.pair(), reason);
            put(new Arrival.Unanswered(gap, reason));
        }
    }

    /** Without an answer nothing is known, and whoever suspects something will ask again. */
    private void newest(Question.Newest asked) throws InterruptedException {
        try {
            JsonNode id =
                    page("/products/%s/trades?limit=1".formatted(asked.pair()))
                            .path(0)
                            .path("trade_id");
            if (id.isIntegralNumber() && id.canConvertToLong()) {
                put(
                        new Arrival.Newest(
                                asked.pair(), asked.sequence(), asked.seenBy(), id.longValue()));
            }
        } catch (IOException | RuntimeException | Error e) {
            log.warn("newest trade not told pair={} reason={}", asked.pair(), e.getMessage());
        }
    }

    private void fill(Gap gap) throws IOException, InterruptedException {
        long before = gap.to() + 1;
        while (before > gap.from()) {
            JsonNode page =
                    page(
                            "/products/%s/trades?limit=%d&after=%d"
                                    .formatted(gap.pair(), PAGE_TRADES, before));
            long oldest = before;
            for (JsonNode item : page) {
                Optional<Trade> trade = trade(gap, item);
                if (trade.isPresent()) {
                    oldest = Math.min(oldest, trade.get().tradeId());
                    if (gap.holds(trade.get().tradeId())) {
                        put(new Arrival.Answer(trade.get()));
                    }
                }
            }
            if (oldest == before) {
                return; // it has no older ones, or does not turn pages
            }
            before = oldest;
            if (before > gap.from()) {
                Thread.sleep(PAUSE);
            }
        }
    }

    private JsonNode page(String query) throws IOException, InterruptedException {
        JsonNode page = JSON.readTree(rest.get(query, PAGE_BYTES_MAX));
        if (page == null || !page.isArray()) {
            throw new IOException("trades: must be a JSON array, were not");
        }
        return page;
    }

    /** The side is the maker's here too. */
    private Optional<Trade> trade(Gap gap, JsonNode item) throws InterruptedException {
        Instant received = clock.instant();
        try {
            JsonNode id = item.path("trade_id");
            if (!id.isIntegralNumber() || !id.canConvertToLong()) {
                throw new IllegalArgumentException(
                        "trade_id: must be a whole number of 64 bits, was " + id);
            }
            Instant time = EventTime.parse("time", text(item, "time"));
            EventTime.checkNotAhead("time", time, received);
            return Optional.of(
                    new Trade(
                            gap.pair(),
                            id.longValue(),
                            Price.parse("price", text(item, "price")),
                            Quantity.parse("size", text(item, "size")),
                            CoinbaseDecoder.side(text(item, "side")).opposite(),
                            gap.sequence(),
                            time,
                            exchange,
                            Optional.empty()));
        } catch (IllegalArgumentException e) {
            byte[] bytes = item.toString().getBytes(StandardCharsets.UTF_8);
            put(new Arrival.Junk(bytes, String.valueOf(e.getMessage()), received));
            return Optional.empty();
        }
    }

    private static String text(JsonNode item, String name) {
        JsonNode value = item.path(name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(
                    name + ": must be a string, was " + FrameJson.quoted(value.toString()));
        }
        return value.textValue();
    }

    private void put(Arrival arrival) throws InterruptedException {
        spool.put(Spool.item(arrival));
    }
}
