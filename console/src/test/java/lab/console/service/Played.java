package lab.console.service;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the pattern service and the analyst may say, for a test to hand out. */
public final class Played {
    private static final int MINUTES = 60;

    private Played() {}

    /** A pattern with five matches, all drawn; what is known of chance is left open. */
    public static String signal(Instant asOf, String percentile) {
        String matches =
                IntStream.range(0, 5)
                        .mapToObj(i -> match(asOf.minus(Duration.ofHours(5 + 30L * i)), i))
                        .collect(Collectors.joining(","));
        return """
        {"pair":"BTC-USD","as_of":"%s","query":{"window_start":"%s","window_end":"%s","closes":[%s]},
         "matches":[%s],"percentile":%s,
         "base_rate":{"windows":44210,"mean_outcome_pct":0.012,"share_positive":0.5171},
         "mean_outcome":{"pct":0.21,"low_pct":-0.35,"high_pct":0.77,"method":"Student's t, 95 %%, 5 matches"},
         "windows_searched":44210,"search":"exact","queried_at":"%s"}\
        """
                .formatted(
                        asOf,
                        asOf.minus(Duration.ofHours(1)),
                        asOf,
                        numbers(i -> 64_000 + 100 * Math.sin(i / 9.0)),
                        matches,
                        percentile,
                        asOf);
    }

    private static String match(Instant end, int rank) {
        double outcome = 0.3 * (rank - 1.5);
        return """
        {"window_start":"%s","window_end":"%s","similarity":%s,"correlation":%s,"distance":2,
         "volatility":0.2,"mean_price":61000,"outcome_pct":%s,"outcome_max_pct":1,
         "outcome_min_pct":-1,"closes":[%s],"after":[%s]}\
        """
                .formatted(
                        end.minus(Duration.ofHours(1)),
                        end,
                        number(0.31 - 0.02 * rank),
                        number(0.98 - 0.01 * rank),
                        number(outcome),
                        numbers(i -> 61_000 + 80 * Math.sin((i + rank) / 9.0)),
                        numbers(i -> outcome * (i + 1) / MINUTES));
    }

    /** There is no pattern now, and why. */
    public static String noSignal(Instant asOf, String reason) {
        return """
        {"pair":"BTC-USD","as_of":"%s","matches":[],"percentile":null,
         "base_rate":{"windows":0,"mean_outcome_pct":null,"share_positive":null},
         "windows_searched":0,"search":"exact","unknown":"%s","queried_at":"%s"}\
        """
                .formatted(asOf, reason, asOf);
    }

    /** What fixed rules say. */
    public static String rules(Instant time) {
        return """
        {"pair":"BTC-USD","narrative":"The price was 64100 15 minutes ago and is 64251.5: up, 0.24%%.",
         "timestamp":1,"time":"%s","occasion":"CYCLE","source":"rules","model":"rules-1",
         "sentiment":"Bullish","confidence":0.3,"evidence":["price","change_15m"],
         "verdict":"ACCEPTED","reasons":[],"masked":false,"note":"the model: nobody listens",
         "trend":"UP","facts":[%s],"candles_up_to":"%s","duration_millis":0,"answer":"00"}\
        """
                .formatted(time, FACTS, time);
    }

    /** What a model said that may not be believed. */
    public static String review(Instant time, String narrative) {
        return """
        {"pair":"BTC-USD","narrative":"%s","timestamp":1,"time":"%s","occasion":"CYCLE",
         "source":"ollama","model":"llama3.1:8b","sentiment":"Unknown",
         "evidence":["price","made_up"],"verdict":"REVIEW",
         "reasons":["number 70000: must be a fact's value, is none"],"masked":true,
         "trend":"UP","facts":[%s],"candles_up_to":"%s","duration_millis":900,"answer":"00"}\
        """
                .formatted(narrative, time, FACTS, time);
    }

    /** Nothing was said of the pair yet. */
    public static final String SILENCE =
            """
            {"pair":"BTC-USD","narrative":"Nothing was said of this pair yet.",
             "sentiment":"Unknown","source":"none","verdict":"NONE","evidence":[]}\
            """;

    private static final String FACTS =
            """
            {"id":"price","meaning":"the newest close","value":"64251.5","unit":"PRICE"},
            {"id":"change_15m","meaning":"change over 15 minutes","value":"0.24","unit":"PERCENT"},
            {"id":"trend","meaning":"where the price went","value":"up","unit":"WORD"}\
            """;

    private static String numbers(IntToDoubleFunction value) {
        return IntStream.range(0, MINUTES)
                .mapToObj(i -> number(value.applyAsDouble(i)))
                .collect(Collectors.joining(","));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.5f", value);
    }
}
