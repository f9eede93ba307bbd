package lab.lancer.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lab.domain.Pair;
import lab.lancer.warm.ImportedCandle;
import lab.servicekit.http.Json;

/**
 * Asks Coinbase for candles of one minute, {@value #PAGE_MINUTES} at a time, no faster than a guest
 * should, and again where it was too busy to answer.
 */
public final class CoinbaseCandles {
    public static final URI PUBLIC = URI.create("https://api.exchange.coinbase.com");

    /** What one request can bring. */
    static final int PAGE_MINUTES = 300;

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int BYTES_MAX = 1 << 20;
    private static final int ATTEMPTS_MAX = 6;
    private static final int OK = 200;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    private static final int CELLS = 6;

    private final URI base;
    private final Duration pause;
    private final HttpClient http;

    /**
     * Of an exchange.
     *
     * @param base where its REST is, or what stands in for it
     * @param pause between requests; before the second try of one as long again, and so on
     */
    public CoinbaseCandles(URI base, Duration pause) {
        this.base = base;
        this.pause = pause;
        this.http =
                HttpClient.newBuilder()
                        .connectTimeout(DEADLINE)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    /**
     * The candles of a page, oldest first; of minutes without a trade there are none.
     *
     * @param from the first minute
     * @param end behind the last, at most {@value #PAGE_MINUTES} later
     */
    Page page(Pair pair, Instant from, Instant end) throws IOException, InterruptedException {
        Duration wait = pause;
        for (int attempt = 1; ; attempt++) {
            Thread.sleep(wait);
            try {
                return ask(pair, from, end);
            } catch (IOException e) {
                // What it said it will say again; that it did not answer may pass
                if (e instanceof AnswerException || attempt == ATTEMPTS_MAX) {
                    throw e;
                }
                wait = wait.multipliedBy(2);
            }
        }
    }

    /**
     * What came of a page.
     *
     * @param candles oldest first
     * @param refused rows that cannot be candles, each with the reason
     */
    record Page(List<ImportedCandle> candles, List<String> refused) {}

    /** An answer that is wrong. */
    private static final class AnswerException extends IOException {
        private static final long serialVersionUID = 1L;

        AnswerException(String message) {
            super(message);
        }
    }

    private Page ask(Pair pair, Instant from, Instant end)
            throws IOException, InterruptedException {
        Instant last = end.minus(Duration.ofMinutes(1));
        URI uri =
                base.resolve(
                        "/products/%s/candles?granularity=60&start=%s&end=%s"
                                .formatted(pair, from, last));
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .timeout(DEADLINE)
                        .header("Accept", "application/json")
                        .header("User-Agent", "tidemark")
                        .build();
        HttpResponse<byte[]> answer =
                http.send(
                        request,
                        HttpResponse.BodyHandlers.limiting(
                                HttpResponse.BodyHandlers.ofByteArray(), BYTES_MAX));
        int status = answer.statusCode();
        if (status == TOO_MANY || status >= SERVER_ERROR) {
            throw new IOException(
                    "candles of %s: must be answered with 200, was %d".formatted(pair, status));
        }
        if (status != OK) {
            throw new AnswerException(
                    "candles of %s: must be answered with 200, was %d".formatted(pair, status));
        }
        return page(answer.body(), from, end);
    }

    private static Page page(byte[] body, Instant from, Instant end) throws IOException {
        try {
            JsonNode rows = Json.mapper().readTree(body);
            if (rows == null || !rows.isArray()) {
                throw new AnswerException("candles: must be a JSON array, were not");
            }
            Map<Instant, ImportedCandle> candles = new TreeMap<>();
            List<String> refused = new ArrayList<>();
            for (JsonNode row : rows) {
                try {
                    ImportedCandle candle = candle(row);
                    boolean isAskedFor =
                            !candle.start().isBefore(from) && candle.start().isBefore(end);
                    ImportedCandle other =
                            isAskedFor ? candles.putIfAbsent(candle.start(), candle) : null;
                    if (other != null && !other.equals(candle)) {
                        refused.add("%s: a minute must have one content".formatted(row));
                    }
                } catch (IllegalArgumentException e) {
                    refused.add("%s: %s".formatted(row, e.getMessage()));
                }
            }
            return new Page(List.copyOf(candles.values()), refused);
        } catch (JsonProcessingException e) {
            throw new AnswerException("candles: must be JSON, " + e.getOriginalMessage());
        }
    }

    /** Time, low, high, open, close, volume. */
    private static ImportedCandle candle(JsonNode row) {
        boolean isRow = row.isArray() && row.size() == CELLS && row.get(0).canConvertToLong();
        for (JsonNode cell : row) {
            isRow &= cell.isNumber();
        }
        if (!isRow) {
            throw new IllegalArgumentException("candle: must be six numbers, was " + row);
        }
        return new ImportedCandle(
                Instant.ofEpochSecond(row.get(0).longValue()),
                row.get(3).decimalValue(),
                row.get(2).decimalValue(),
                row.get(1).decimalValue(),
                row.get(4).decimalValue(),
                row.get(5).decimalValue());
    }
}
