package lab.servicekit.market;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import lab.domain.Candle;
import lab.domain.EventTime;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Price;

/** One-minute candles of a pair, each as an array of texts. */
public final class CandleJson {
    private CandleJson() {}

    public static void write(Collection<Candle> candles, ArrayNode json) {
        for (Candle candle : candles) {
            json.addArray()
                    .add(EventTime.format(candle.start()))
                    .add(candle.open().toString())
                    .add(candle.high().toString())
                    .add(candle.low().toString())
                    .add(candle.close().toString())
                    .add(candle.volume().toPlainString())
                    .add(candle.quoteVolume().toPlainString())
                    .add(candle.vwap().toPlainString())
                    .add(Long.toString(candle.tradeCount()));
        }
    }

    /**
     * Candles as {@link #write} gives them.
     *
     * @throws IllegalArgumentException if one is none
     */
    public static List<Candle> read(Pair pair, JsonNode json) {
        List<Candle> candles = new ArrayList<>();
        for (JsonNode row : json) {
            candles.add(
                    new Candle(
                            pair,
                            Interval.ONE_MINUTE,
                            EventTime.parse("start", row.path(0).asText()),
                            Price.of(row.path(1).asText()),
                            Price.of(row.path(2).asText()),
                            Price.of(row.path(3).asText()),
                            Price.of(row.path(4).asText()),
                            new BigDecimal(row.path(5).asText()),
                            new BigDecimal(row.path(6).asText()),
                            new BigDecimal(row.path(7).asText()),
                            Long.parseLong(row.path(8).asText())));
        }
        return candles;
    }
}
