package lab.poller.coinbase;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Trade;
import lab.poller.frames.FrameJson;
import lab.poller.frames.JsonFields;
import lab.poller.live.Arrival;
import lab.poller.live.Gap;
import lab.poller.live.Gap.SeenBy;
import lab.poller.live.LiveParts;
import lab.poller.live.RestClient;
import lab.poller.live.RestQuestions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the exchange for trades that the feed did not bring, page by page from the newest back, no
 * faster than a guest should.
 */
final class CoinbaseRest implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CoinbaseRest.class);
    private static final Duration PAUSE = Duration.ofMillis(350);
    private static final int NOT_FOUND = 404;
    private static final int PAGE_TRADES = 1_000;
    private static final int PAGE_BYTES_MAX = 4 << 20;

    private final RestClient rest;
    private final RestQuestions questions;

    CoinbaseRest(URI base, LiveParts parts) {
        this.rest = new RestClient(base, parts.http(), Map.of());
        this.questions = new RestQuestions("coinbase-rest", PAUSE, parts.spool(), parts.clock());
    }

    void start() {
        questions.start();
    }

    /** Asks about a gap, some time; false if there are too many questions already. */
    boolean ask(Gap gap) {
        return questions.offer(() -> {
            questions.fill(gap, this::fill);
            return PAUSE;
        });
    }

    /** Asks for the newest trade of a pair, some time; false if there are too many questions. */
    boolean askNewest(Pair pair, long sequence, SeenBy seenBy) {
        return questions.offer(() -> {
            newest(pair, sequence, seenBy);
            return PAUSE;
        });
    }

    boolean askListing(Pair pair) {
        return questions.askListing(pair, this::listing, PAUSE);
    }

    Optional<String> unlisted(Pair pair) throws InterruptedException {
        return RestQuestions.unlisted(pair, this::listing);
    }

    private Optional<String> listing(Pair pair) throws IOException, InterruptedException {
        byte[] answer;
        try {
            answer = rest.get("/products/" + pair, PAGE_BYTES_MAX);
        } catch (RestClient.Refused e) {
            if (e.status() == NOT_FOUND) {
                return Optional.of("coinbase does not list it");
            }
            throw e;
        }
        String status = FrameJson.tree(answer, 0, answer.length).path("status").asText();
        return status.equals("delisted")
                ? Optional.of("coinbase has delisted it")
                : Optional.empty();
    }

    @Override
    public void close() {
        questions.close();
    }

    /** Without an answer nothing is known, and whoever suspects something will ask again. */
    private void newest(Pair pair, long sequence, SeenBy seenBy) throws InterruptedException {
        try {
            JsonNode id =
                    page("/products/%s/trades?limit=1".formatted(pair)).path(0).path("trade_id");
            if (id.isIntegralNumber() && id.canConvertToLong()) {
                questions.put(new Arrival.Newest(pair, sequence, seenBy, id.longValue()));
            }
        } catch (IOException | RuntimeException | Error e) {
            log.warn("newest trade not told pair={} reason={}", pair, e.getMessage());
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
                Optional<Trade> trade = questions.answer(gap, item, CoinbaseRest::trade);
                if (trade.isPresent()) {
                    oldest = Math.min(oldest, trade.get().tradeId());
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
        byte[] answer = rest.get(query, PAGE_BYTES_MAX);
        return RestQuestions.trades(FrameJson.tree(answer, 0, answer.length));
    }

    /** The side is the maker's here too. */
    private static Trade trade(Gap gap, JsonNode item, Instant received) {
        Instant time = EventTime.parse("time", JsonFields.text(item, "time"));
        EventTime.checkNotAhead("time", time, received);
        return new Trade(
                gap.pair(),
                JsonFields.number(item, "trade_id"),
                Price.parse("price", JsonFields.text(item, "price")),
                Quantity.parse("size", JsonFields.text(item, "size")),
                FrameJson.side(JsonFields.text(item, "side")).opposite(),
                gap.sequence(),
                time,
                Coinbase.WORD,
                Optional.empty());
    }
}
