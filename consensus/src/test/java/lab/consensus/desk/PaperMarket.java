package lab.consensus.desk;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.progress.Heartbeat;
import lab.topics.Topic;
import lab.topics.codec.BookCodec;
import lab.topics.codec.HeartbeatCodec;
import lab.topics.codec.TickCodec;
import lab.topics.codec.TradeCodec;

/**
 * A made-up market as a feed gives it, the same for the same seed: pairs that trade a lot, one that
 * falls silent for minutes, one in another currency; trades that come late, ticks slightly out of
 * order, repeats, garbage.
 */
final class PaperMarket {
    static final Instant BEGIN = Instant.parse("2026-03-02T10:00:03.250Z");

    private static final List<String> PAIRS =
            List.of("BTC-USD", "ETH-USD", "DOGE-USD", "LINK-USD", "CRV-EUR");

    /** A message in the order of the feed, with the newest event time that the feed had shown. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier of bytes; nobody compares two of them
    record Event(Topic topic, String key, byte[] payload, Instant feedTime) {}

    private final Random random;
    private final List<Event> events = new ArrayList<>();
    private final Map<Pair, Long> lastTradeIds = new HashMap<>();
    private final Map<Pair, BigDecimal> prices = new HashMap<>();
    private final Optional<PaperBooks> books;
    private Instant feedTime = BEGIN;
    private long toldSecond;
    private long sequence = 1_000;

    private PaperMarket(long seed, boolean withBooks) {
        books = withBooks ? Optional.of(new PaperBooks(seed)) : Optional.empty();
        this.random = new Random(seed);
        PAIRS.forEach(pair -> {
            lastTradeIds.put(new Pair(pair), 0L);
            prices.put(new Pair(pair), new BigDecimal(pair.startsWith("BTC") ? "60000" : "25"));
        });
    }

    static List<Event> of(long seed, Duration length) {
        return of(seed, length, /* withBooks= */ false);
    }

    /** All but the books is the same with them and without. */
    static List<Event> of(long seed, Duration length, boolean withBooks) {
        var market = new PaperMarket(seed, withBooks);
        Instant end = BEGIN.plus(length);
        Instant time = BEGIN;
        while (time.isBefore(end)) {
            market.next(time);
            time = time.plusMillis(300 + market.random.nextInt(1_500)).plusNanos(1_000);
        }
        market.tell(true);
        return market.events;
    }

    private void next(Instant time) {
        Pair pair = new Pair(PAIRS.get(random.nextInt(PAIRS.size())));
        boolean isSilent = pair.name().equals("LINK-USD") && (time.getEpochSecond() / 200) % 2 == 0;
        if (!isSilent) {
            trade(pair, time);
        }
        feedTime = time.isAfter(feedTime) ? time : feedTime;
        if (feedTime.getEpochSecond() > toldSecond) {
            toldSecond = feedTime.getEpochSecond();
            tell(false);
        }
        if (random.nextInt(400) == 0) {
            send(Topic.PRICES, pair, "{\"pair\":1}".getBytes(StandardCharsets.UTF_8));
        }
    }

    private void trade(Pair pair, Instant time) {
        BigDecimal price =
                prices.getOrDefault(pair, BigDecimal.TEN)
                        .multiply(
                                BigDecimal.ONE.add(BigDecimal.valueOf(random.nextGaussian() / 800)))
                        .setScale(2, java.math.RoundingMode.HALF_EVEN)
                        .max(new BigDecimal("1"));
        prices.put(pair, price);
        long id = lastTradeIds.merge(pair, 1L, Long::sum);
        Instant happened = random.nextInt(30) == 0 ? time.minusSeconds(90) : time;
        feedTime = happened.isAfter(feedTime) ? happened : feedTime;
        byte[] trade =
                TradeCodec.encode(
                        new Trade(
                                pair,
                                id,
                                Price.of(price.toPlainString()),
                                Quantity.of("0.25"),
                                id / 40 % 2 == 0 ? Side.BUY : Side.SELL,
                                sequence++,
                                happened,
                                "paper",
                                Optional.of(feedTime)));
        send(Topic.TRADES, pair, trade);
        if (random.nextInt(50) == 0) {
            send(Topic.TRADES, pair, trade);
        }
        Instant shown = random.nextInt(10) == 0 ? time.minusMillis(700) : time;
        BigDecimal half = price.movePointLeft(4).setScale(2, java.math.RoundingMode.UP);
        send(
                Topic.PRICES,
                pair,
                TickCodec.encode(
                        new Tick(
                                pair,
                                sequence++,
                                Price.of(price.toPlainString()),
                                Price.of(price.subtract(half).toPlainString()),
                                Price.of(price.add(half).toPlainString()),
                                BigDecimal.TEN,
                                shown,
                                Optional.of(id),
                                Optional.empty(),
                                Optional.empty(),
                                "paper")));
        books.ifPresent(it ->
                it.next(pair, price, time, id / 40 % 2 == 0)
                        .forEach(entry -> send(Topic.BOOKS, pair, BookCodec.encode(entry))));
    }

    private void tell(boolean ended) {
        lastTradeIds.forEach((pair, id) ->
                send(
                        Topic.HEARTBEATS,
                        pair,
                        HeartbeatCodec.encode(new Heartbeat(pair, id, feedTime, "paper", ended))));
    }

    private void send(Topic topic, Pair pair, byte[] payload) {
        events.add(new Event(topic, pair.name(), payload, feedTime));
    }
}
