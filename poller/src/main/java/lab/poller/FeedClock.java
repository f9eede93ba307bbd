package lab.poller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.domain.EventTime;
import lab.domain.Pair;

/**
 * How far event time has come in a feed: the newest time that it has shown over all pairs, and the
 * newest trade of each.
 *
 * <p>It is part of a feed's position: a feed that goes on must say the same as one that was never
 * stopped.
 */
final class FeedClock {
    private static final int PAIRS_MAX = 10_000;

    private final SortedMap<Pair, Long> lastTradeIds = new TreeMap<>();
    private Optional<Instant> newest = Optional.empty();
    private long toldSecond = Long.MIN_VALUE;

    void know(Pair pair) {
        if (!lastTradeIds.containsKey(pair) && lastTradeIds.size() < PAIRS_MAX) {
            lastTradeIds.put(pair, 0L);
        }
    }

    /** Says of a pair which trade was its newest, and forgets it. */
    OptionalLong forget(Pair pair) {
        Long last = lastTradeIds.remove(pair);
        return last == null ? OptionalLong.empty() : OptionalLong.of(last);
    }

    void advance(Pair pair, long tradeId) {
        Long last = lastTradeIds.get(pair);
        if (last == null ? lastTradeIds.size() < PAIRS_MAX : tradeId > last) {
            lastTradeIds.put(pair, tradeId);
        }
    }

    void advance(Instant time) {
        if (newest.isEmpty() || time.isAfter(newest.get())) {
            newest = Optional.of(time);
        }
    }

    Optional<Instant> newest() {
        return newest;
    }

    /** Whether a second has begun of which nobody has been told; tells it. */
    boolean beginsSecond() {
        if (newest.isEmpty() || newest.get().getEpochSecond() <= toldSecond) {
            return false;
        }
        toldSecond = newest.get().getEpochSecond();
        return true;
    }

    /** The pairs of the feed so far, each with its newest trade, or 0. */
    SortedMap<Pair, Long> lastTradeIds() {
        return lastTradeIds;
    }

    void writeTo(ObjectNode json) {
        newest.ifPresent(time -> json.put("feed_time", EventTime.format(time)));
        if (toldSecond != Long.MIN_VALUE) {
            json.put("told_second", toldSecond);
        }
        ObjectNode trades = json.putObject("last_trade_ids");
        lastTradeIds.forEach((pair, tradeId) -> trades.put(pair.name(), tradeId));
    }

    void readFrom(JsonNode json) {
        if (json.hasNonNull("feed_time")) {
            newest = Optional.of(EventTime.parse("feed_time", json.get("feed_time").asText()));
        }
        toldSecond = json.path("told_second").asLong(Long.MIN_VALUE);
        for (Map.Entry<String, JsonNode> entry : json.path("last_trade_ids").properties()) {
            lastTradeIds.put(new Pair(entry.getKey()), entry.getValue().asLong());
        }
    }
}
