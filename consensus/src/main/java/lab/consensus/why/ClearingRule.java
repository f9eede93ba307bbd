package lab.consensus.why;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import lab.servicekit.http.Json;

/** Which of the clearing house's rules decided on a request, in the order in which it asks them. */
final class ClearingRule {
    private record Rule(int number, String condition) {}

    private static final Map<String, Rule> BY_REASON =
            Map.of(
                    "INVALID_AMOUNT",
                    new Rule(1, "the amount of a fund must be positive with at most 8 places"),
                    "INVALID_SIDE",
                    new Rule(2, "the side must be BUY or SELL"),
                    "INVALID_QUANTITY",
                    new Rule(3, "the quantity must be positive with at most 8 places"),
                    "UNKNOWN_ACCOUNT",
                    new Rule(4, "the account must have been funded before"),
                    "NO_QUOTE",
                    new Rule(5, "a quote later than the order must come within its wait"),
                    "TOO_LATE",
                    new Rule(
                            5,
                            "the order must be at most an hour behind the newest tick of its pair"),
                    "INSUFFICIENT_CASH",
                    new Rule(6, "cash must cover the notional and the fee"),
                    "INSUFFICIENT_POSITION",
                    new Rule(7, "what is sold must be held"));

    private ClearingRule() {}

    static ObjectNode of(String status, String reason) {
        Rule rule =
                switch (status) {
                    case "FUNDED" -> new Rule(1, "a fund of a positive amount is given");
                    case "FILLED" -> new Rule(8, "nothing spoke against it, so it fills");
                    default ->
                            BY_REASON.getOrDefault(
                                    reason, new Rule(0, "this version does not know the reason"));
                };
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("number", rule.number());
        json.put("condition", rule.condition());
        return json;
    }
}
