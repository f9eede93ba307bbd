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
import lab.domain.Quantity;

/** Who pressed in each minute of a pair, each as an array of texts. */
public final class TradeFlowJson {
    private TradeFlowJson() {}

    public static void write(Collection<Candle.Flow> flows, ArrayNode json) {
        for (Candle.Flow flow : flows) {
            json.addArray()
                    .add(EventTime.format(flow.start()))
                    .add(flow.buys().toPlainString())
                    .add(flow.sells().toPlainString())
                    .add(Long.toString(flow.buyCount()))
                    .add(Long.toString(flow.sellCount()))
                    .add(flow.vwap().toPlainString())
                    .add(flow.largest().toString());
        }
    }

    /**
     * Flows as {@link #write} gives them; none of what an older version wrote.
     *
     * @throws IllegalArgumentException if one is none
     */
    public static List<Candle.Flow> read(Pair pair, JsonNode json) {
        List<Candle.Flow> flows = new ArrayList<>();
        for (JsonNode row : json) {
            flows.add(
                    new Candle.Flow(
                            pair,
                            Interval.ONE_MINUTE,
                            EventTime.parse("start", row.path(0).asText()),
                            new BigDecimal(row.path(1).asText()),
                            new BigDecimal(row.path(2).asText()),
                            Long.parseLong(row.path(3).asText()),
                            Long.parseLong(row.path(4).asText()),
                            new BigDecimal(row.path(5).asText()),
                            Quantity.of(row.path(6).asText())));
        }
        return flows;
    }
}
