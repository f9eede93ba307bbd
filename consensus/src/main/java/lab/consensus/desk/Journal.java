package lab.consensus.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import lab.consensus.core.TradeRow;
import lab.servicekit.http.Json;

/** The newest of what happened; blocks have a bound of their own and push no trade out. */
final class Journal {
    static final int ROWS_MAX = 500;

    private final Deque<TradeRow> trades = new ArrayDeque<>();
    private final Deque<TradeRow> blocks = new ArrayDeque<>();

    void add(TradeRow row) {
        Deque<TradeRow> kind = row.isBlock() ? blocks : trades;
        kind.addLast(row);
        if (kind.size() > ROWS_MAX) {
            kind.removeFirst();
        }
    }

    /** Oldest first, by the time of the decision. */
    List<TradeRow> rows() {
        return Stream.of(trades, blocks)
                .flatMap(Collection::stream)
                .sorted(java.util.Comparator.comparing(TradeRow::timestamp))
                .toList();
    }

    ArrayNode toJson() {
        ArrayNode json = Json.mapper().createArrayNode();
        trades.forEach(row -> json.add(Json.mapper().valueToTree(row)));
        blocks.forEach(row -> json.add(Json.mapper().valueToTree(row)));
        return json;
    }

    void readFrom(JsonNode json) {
        json.forEach(row -> add(Json.mapper().convertValue(row, TradeRow.class)));
    }
}
