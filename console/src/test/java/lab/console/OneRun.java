package lab.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import lab.servicekit.http.Json;

/** A backtest that was made, with a name that no page may take for markup. */
final class OneRun implements PastRuns {
    static final String ID = "0123456789ab";

    private static final String RUN =
            """
            {"id": "0123456789ab", "made": "2026-03-02T10:00:00Z", "version": "ffffffffffff",
             "data": {"source": "a test", "pairs": ["BTC-USD", "ETH-USD"], "from": "2022-01-01T00:00:00Z",
                      "to": "2022-02-01T00:00:00Z", "candles": 44640, "unit": "candles of one minute", "hash": "ab"},
             "settings": {"strategies": ["momentum"]},
             "market": {"account": "all-in-buy-and-hold", "total_return": -0.1693, "trades": {"count": 0}},
             "accounts": [{"account": "<b>momentum</b>", "total_return": -0.0251, "sharpe": -4.25,
                           "drawdown": {"depth": 0.0315}, "trades": {"count": 1201}}]}
            """;

    @Override
    public List<JsonNode> newest() {
        try {
            return List.of(Json.mapper().readTree(RUN));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public Optional<JsonNode> find(String id) {
        return newest().stream().filter(it -> it.path("id").asText().equals(id)).findFirst();
    }
}
