package lab.cli.past;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import lab.backtest.recorded.Verification;
import lab.domain.EventTime;
import lab.servicekit.http.Json;

/** What {@code ./lab backtest --verify} says. */
final class VerifiedPast {
    private VerifiedPast() {}

    /** For people: what was run, and one hash or the first difference. */
    static void print(Verification past, PrintWriter out, PrintWriter err) {
        print(past, out);
        past.firstDifference().ifPresent(it -> err.println(difference(it)));
    }

    static String difference(String first) {
        return "the past run again differs: " + first;
    }

    /** The same without the difference. */
    static void print(Verification past, PrintWriter out) {
        out.printf("messages    %,12d%n", past.messages());
        out.printf(
                "decisions   %12s by %s%n",
                past.decisions().map("%,d"::formatted).orElse(""), names(past.decided()));
        out.printf("as sent                  %s%n", names(past.given()));
        past.upTo().ifPresent(to -> out.printf("compared to %s%n", EventTime.format(to)));
        out.printf("candles     %,12d%n", past.candles());
        out.printf("requests    %,12d%n", past.requests());
        out.printf("executions  %,12d%n", past.executions());
        out.printf("transfers   %,12d%n", past.transfers());
        out.printf("balances    %,12d%n", past.balances());
        if (past.isEqual()) {
            out.printf("equal       %s%n", past.hash());
        }
    }

    private static String names(List<String> accounts) {
        return accounts.isEmpty() ? "nobody" : String.join(", ", accounts);
    }

    static String json(Verification past) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("equal", past.isEqual());
        json.put("sha256", past.hash());
        past.firstDifference().ifPresent(it -> json.put("first_difference", it));
        past.upTo().ifPresent(it -> json.put("compared_to", EventTime.format(it)));
        past.decided().forEach(json.putArray("decided")::add);
        past.given().forEach(json.putArray("as_sent")::add);
        json.put("messages", past.messages());
        past.decisions().ifPresent(it -> json.put("decisions", it));
        json.put("candles", past.candles());
        json.put("requests", past.requests());
        json.put("executions", past.executions());
        json.put("transfers", past.transfers());
        json.put("balances", past.balances());
        return json.toString();
    }
}
