package lab.servicekit.market;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import lab.domain.Candle;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.servicekit.http.Json;
import lab.servicekit.http.ProblemException;
import lab.servicekit.http.RequestView;

/**
 * What somebody has seen of a pair up to a moment, who wants an answer that depends on nothing
 * else: neither on how far the tables are, nor on what came later.
 *
 * <p>As JSON: {@code {"as_of": time, "whole": true|false, "candles": [[start, open, high, low,
 * close, volume, quote_volume, vwap, trade_count], …]}}, prices and amounts as text.
 *
 * @param isWhole whether the lab has no candles of the pair older than these
 * @param candles of one minute, final by then, oldest first, without those that no trade made
 */
public record SeenMarket(Pair pair, Instant asOf, boolean isWhole, List<Candle> candles) {
    /** More than anybody remembers. */
    public static final int CANDLES_MAX = 1_000;

    public SeenMarket {
        candles = List.copyOf(candles);
        if (candles.size() > CANDLES_MAX) {
            throw new IllegalArgumentException(
                    "candles: must be at most %d, were %d".formatted(CANDLES_MAX, candles.size()));
        }
        for (int i = 1; i < candles.size(); i++) {
            if (!candles.get(i - 1).start().isBefore(candles.get(i).start())) {
                throw new IllegalArgumentException(
                        "candles: must be in the order of time, was not at "
                                + candles.get(i).start());
            }
        }
    }

    public ObjectNode toJson() {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("as_of", EventTime.format(asOf));
        json.put("whole", isWhole);
        CandleJson.write(candles, json.putArray("candles"));
        return json;
    }

    /** What a request's body holds of the pair that its path names; anything else is refused. */
    public static SeenMarket of(RequestView request) {
        Pair pair = request.pair();
        JsonNode json = request.body(JsonNode.class);
        try {
            if (!json.path("whole").isBoolean() || !json.path("candles").isArray()) {
                throw new IllegalArgumentException(
                        "body: must have as_of, whole and candles, did not");
            }
            return new SeenMarket(
                    pair,
                    EventTime.parse("as_of", json.path("as_of").asText()),
                    json.path("whole").asBoolean(),
                    CandleJson.read(pair, json.path("candles")));
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest(String.valueOf(e.getMessage()));
        }
    }
}
