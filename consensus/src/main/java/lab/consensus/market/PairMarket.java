package lab.consensus.market;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import lab.consensus.strategy.Knowable;
import lab.domain.Candle;
import lab.domain.CandleBook;
import lab.domain.EventTime;
import lab.domain.Heartbeat;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.clearing.Quote;
import lab.servicekit.CandleJson;
import lab.topics.MalformedMessage;
import lab.topics.TickCodec;
import lab.topics.TradeCodec;

/** What is known of one pair up to a cut, and what waits behind it. */
final class PairMarket {
    /** Of one-minute candles, so of trading minutes. */
    static final int CANDLES_MAX = 240;

    /** What was believed once is not doubted again. */
    private static final Instant FAR = Instant.parse("2262-01-01T00:00:00Z");

    private final Pair pair;
    private final Deque<Tick> ticksAhead = new ArrayDeque<>();
    private final Deque<Trade> tradesAhead = new ArrayDeque<>();
    private final TreeMap<Instant, Candle> candles = new TreeMap<>();
    private CandleBook book;
    private List<Candle> shown = List.of();
    private boolean hasNewCandles;
    private Optional<Quote> quote = Optional.empty();
    private Optional<Instant> heartbeat = Optional.empty();
    private Optional<Instant> ended = Optional.empty();

    PairMarket(Pair pair) {
        this.pair = pair;
        this.book = new CandleBook(pair);
    }

    /** The first tick behind the cut holds back all that come after it. */
    void take(Tick tick, Instant cut) {
        if (ticksAhead.isEmpty() && !tick.time().isAfter(cut)) {
            apply(tick);
        } else {
            ticksAhead.add(tick);
        }
    }

    void take(Trade trade, Instant cut) {
        if (tradesAhead.isEmpty() && !shownAt(trade).isAfter(cut)) {
            apply(trade);
        } else {
            tradesAhead.add(trade);
        }
    }

    void take(Heartbeat told) {
        Instant time = told.time();
        if (ended.isPresent() && !time.isAfter(ended.get())) {
            return; // told again
        }
        if (heartbeat.isEmpty() || time.isAfter(heartbeat.get())) {
            heartbeat = Optional.of(time);
        }
        ended = told.ended() ? Optional.of(time) : Optional.empty();
    }

    /** Moves the cut on. */
    void advanceTo(Instant cut) {
        while (!ticksAhead.isEmpty() && !ticksAhead.getFirst().time().isAfter(cut)) {
            apply(ticksAhead.removeFirst());
        }
        while (!tradesAhead.isEmpty() && !shownAt(tradesAhead.getFirst()).isAfter(cut)) {
            apply(tradesAhead.removeFirst());
        }
    }

    /** Finishes the candles of windows that ended in time for a decision. */
    void finishCandles(Instant decision) {
        book.advance(EventTime.toMicros(decision), this::keep);
    }

    private void apply(Tick tick) {
        boolean isNewer =
                quote.isEmpty()
                        || (!tick.time().isBefore(quote.get().time())
                                && tick.sequence() != quote.get().sequence());
        if (tick.isQuote() && isNewer) {
            quote =
                    Optional.of(
                            new Quote(
                                    tick.sequence(), tick.time(), tick.bestBid(), tick.bestAsk()));
        }
    }

    private void apply(Trade trade) {
        book.add(trade, this::keep);
    }

    private void keep(Candle candle) {
        if (candle.interval() == Interval.ONE_MINUTE) {
            candles.put(candle.start(), candle);
            while (candles.size() > CANDLES_MAX) {
                candles.pollFirstEntry();
            }
            hasNewCandles = true;
        }
    }

    /** When the feed had come to a trade: what makes it knowable. */
    private static Instant shownAt(Trade trade) {
        return trade.feedTime().filter(newest -> newest.isAfter(trade.time())).orElse(trade.time());
    }

    Pair pair() {
        return pair;
    }

    /** Final candles of one minute, oldest first. */
    List<Candle> candles() {
        if (hasNewCandles) {
            shown = List.copyOf(candles.values());
            hasNewCandles = false;
        }
        return shown;
    }

    /** Whether none was let go, of those that the bus still had when the desk was new. */
    boolean hasAllCandles() {
        return candles.size() < CANDLES_MAX;
    }

    /** The newest quote, however old. */
    Optional<Quote> quote() {
        return quote;
    }

    Knowable<Quote> quoteAt(Instant time, Duration ageMax) {
        if (quote.isEmpty()) {
            return new Knowable.Unknown<>("no quote yet");
        }
        Quote newest = quote.get();
        return newest.time().isBefore(time.minus(ageMax))
                ? new Knowable.Unknown<>(
                        "the price is older than %d s".formatted(ageMax.toSeconds()))
                : new Knowable.Known<>(newest, newest.time());
    }

    Optional<Instant> heartbeat() {
        return heartbeat;
    }

    Optional<Instant> ended() {
        return ended;
    }

    boolean isKnown() {
        return quote.isPresent() || !candles().isEmpty();
    }

    /** The earliest of what waits. */
    Optional<Instant> earliestAhead() {
        Optional<Instant> tick =
                ticksAhead.isEmpty() ? Optional.empty() : Optional.of(ticksAhead.getFirst().time());
        Optional<Instant> trade =
                tradesAhead.isEmpty()
                        ? Optional.empty()
                        : Optional.of(shownAt(tradesAhead.getFirst()));
        if (tick.isEmpty() || trade.isEmpty()) {
            return tick.or(() -> trade);
        }
        return tick.get().isBefore(trade.get()) ? tick : trade;
    }

    int ahead() {
        return ticksAhead.size() + tradesAhead.size();
    }

    void writeTo(ObjectNode json) {
        json.put("pair", pair.name());
        quote.ifPresent(newest -> {
            ObjectNode node = json.putObject("quote");
            node.put("sequence", newest.sequence());
            node.put("time", EventTime.format(newest.time()));
            node.put("bid", newest.bid().toString());
            node.put("ask", newest.ask().toString());
        });
        heartbeat.ifPresent(time -> json.put("heartbeat", EventTime.format(time)));
        ended.ifPresent(time -> json.put("ended", EventTime.format(time)));
        json.put("book", Base64.getEncoder().encodeToString(bytes(book)));
        CandleJson.write(candles.values(), json.putArray("candles"));
        ArrayNode ticks = json.putArray("ticks_ahead");
        ticksAhead.forEach(tick -> ticks.add(text(TickCodec.encode(tick))));
        ArrayNode trades = json.putArray("trades_ahead");
        tradesAhead.forEach(trade -> trades.add(text(TradeCodec.encode(trade))));
    }

    static PairMarket read(JsonNode json) throws MalformedMessage {
        var read = new PairMarket(new Pair(json.path("pair").asText()));
        if (json.hasNonNull("quote")) {
            JsonNode node = json.get("quote");
            read.quote =
                    Optional.of(
                            new Quote(
                                    node.path("sequence").asLong(),
                                    EventTime.parse("time", node.path("time").asText()),
                                    Price.of(node.path("bid").asText()),
                                    Price.of(node.path("ask").asText())));
        }
        read.heartbeat = time(json, "heartbeat");
        read.ended = time(json, "ended");
        read.book = book(Base64.getDecoder().decode(json.path("book").asText()));
        CandleJson.read(read.pair, json.path("candles"))
                .forEach(candle -> read.candles.put(candle.start(), candle));
        read.hasNewCandles = true;
        for (JsonNode tick : json.path("ticks_ahead")) {
            read.ticksAhead.add(TickCodec.decode(bytes(tick), FAR));
        }
        for (JsonNode trade : json.path("trades_ahead")) {
            read.tradesAhead.add(TradeCodec.decode(bytes(trade), FAR));
        }
        return read;
    }

    private static Optional<Instant> time(JsonNode json, String name) {
        return json.hasNonNull(name)
                ? Optional.of(EventTime.parse(name, json.get(name).asText()))
                : Optional.empty();
    }

    private static byte[] bytes(CandleBook book) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            book.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static CandleBook book(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return CandleBook.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(JsonNode text) {
        return text.asText().getBytes(StandardCharsets.UTF_8);
    }
}
