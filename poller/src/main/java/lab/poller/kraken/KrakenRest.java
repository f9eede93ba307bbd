package lab.poller.kraken;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.Trade;
import lab.poller.frames.FrameJson;
import lab.poller.frames.JsonFields;
import lab.poller.live.Gap;
import lab.poller.live.LiveParts;
import lab.poller.live.RestClient;
import lab.poller.live.RestQuestions;

/**
 * Asks the exchange for trades that the feed did not bring, from the time of one before them on. It
 * can be asked by time only; where that is not known, as after a restart, its newest thousand have
 * to do.
 *
 * @see <a href="https://docs.kraken.com/api/docs/rest-api/get-recent-trades">the question</a>
 */
final class KrakenRest implements AutoCloseable {
    /** An address may ask about once a second. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final int PAGE_TRADES = 1_000;
    private static final int PAGE_BYTES_MAX = 4 << 20;

    /** Two assets are called otherwise in questions than in the feed. */
    private static final Map<String, String> OLD_NAMES = Map.of("BTC", "XBT", "DOGE", "XDG");

    private static final int PRICE = 0;
    private static final int SIZE = 1;
    private static final int TIME = 2;
    private static final int SIDE = 3;
    private static final int TRADE_ID = 6;

    private final RestClient rest;
    private final RestQuestions questions;

    /** Some trades, oldest first, and from when on to ask for more. */
    private record Page(JsonNode trades, String last) {}

    KrakenRest(URI base, LiveParts parts) {
        this.rest = new RestClient(base, parts.http(), Map.of());
        this.questions = new RestQuestions("kraken-rest", PAUSE, parts.spool(), parts.clock());
    }

    void start() {
        questions.start();
    }

    /**
     * Asks about a gap, some time; false if there are too many questions already.
     *
     * @param before when a trade was that lies before the gap, if that is known
     */
    boolean ask(Gap gap, Optional<Instant> before) {
        return questions.offer(() -> {
            questions.fill(gap, asked -> fill(asked, before));
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
        String query =
                "/0/public/AssetPairs?pair=%s%s".formatted(name(pair.base()), name(pair.quote()));
        byte[] body = rest.get(query, PAGE_BYTES_MAX);
        String error = FrameJson.tree(body, 0, body.length).path("error").path(0).asText();
        return error.contains("Unknown asset pair")
                ? Optional.of("kraken does not list it")
                : Optional.empty();
    }

    @Override
    public void close() {
        questions.close();
    }

    private void fill(Gap gap, Optional<Instant> before) throws IOException, InterruptedException {
        String since = before.map(time -> EventTime.toMicros(time) - 1 + "000").orElse("");
        long newest = 0;
        while (newest < gap.to()) {
            Page page = page(gap.pair(), since);
            for (JsonNode item : page.trades()) {
                Optional<Trade> trade = questions.answer(gap, item, KrakenRest::trade);
                if (trade.isPresent()) {
                    newest = Math.max(newest, trade.get().tradeId());
                }
            }
            if (page.trades().isEmpty() || since.isEmpty() || page.last().equals(since)) {
                return; // it has no more
            }
            since = page.last();
            if (newest < gap.to()) {
                Thread.sleep(PAUSE);
            }
        }
    }

    private Page page(Pair pair, String since) throws IOException, InterruptedException {
        String query =
                "/0/public/Trades?pair=%s%s&count=%d"
                        .formatted(name(pair.base()), name(pair.quote()), PAGE_TRADES);
        byte[] body = rest.get(since.isEmpty() ? query : query + "&since=" + since, PAGE_BYTES_MAX);
        JsonNode answer = FrameJson.tree(body, 0, body.length);
        if (!answer.path("error").isEmpty()) {
            throw new IOException("trades: refused, " + FrameJson.quoted(answer.path("error")));
        }
        JsonNode result = answer.path("result");
        for (Map.Entry<String, JsonNode> entry : result.properties()) {
            if (!entry.getKey().equals("last")) {
                return new Page(
                        RestQuestions.trades(entry.getValue()), result.path("last").asText());
            }
        }
        throw new IOException("trades: must be a JSON array, were not");
    }

    private static String name(String asset) {
        return OLD_NAMES.getOrDefault(asset, asset);
    }

    private static Trade trade(Gap gap, JsonNode item, Instant received) {
        JsonNode id = item.path(TRADE_ID);
        if (!id.isIntegralNumber() || !id.canConvertToLong()) {
            throw new IllegalArgumentException(
                    "trade id: must be a whole number of 64 bits, was " + FrameJson.quoted(id));
        }
        Instant time = time(new BigDecimal(JsonFields.decimal("time", item.path(TIME))));
        EventTime.check("time", time);
        EventTime.checkNotAhead("time", time, received);
        return new Trade(
                gap.pair(),
                id.longValue(),
                Price.parse("price", item.path(PRICE).asText()),
                Quantity.parse("volume", item.path(SIZE).asText()),
                side(item.path(SIDE).asText()),
                id.longValue(),
                time,
                Kraken.WORD,
                Optional.empty());
    }

    /** Seconds with a fraction that may go below microseconds. */
    private static Instant time(BigDecimal seconds) {
        BigDecimal micros = seconds.movePointRight(6).setScale(0, RoundingMode.DOWN);
        if (micros.signum() < 0 || micros.precision() > 18) {
            throw new IllegalArgumentException(
                    "time: must be seconds since 1970, was " + FrameJson.quoted(seconds));
        }
        return EventTime.ofMicros(micros.longValueExact());
    }

    private static Side side(String letter) {
        return switch (letter) {
            case "b" -> Side.BUY;
            case "s" -> Side.SELL;
            default ->
                    throw new IllegalArgumentException(
                            "side: must be b or s, was " + FrameJson.quoted(letter));
        };
    }
}
