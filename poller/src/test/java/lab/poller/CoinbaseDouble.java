package lab.poller;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lab.domain.EventTime;

/**
 * Coinbase's public feed on loopback: it wants a subscription, answers it, repeats each pair's
 * newest trade, and tells trades page by page from the newest back.
 */
final class CoinbaseDouble extends ExchangeDouble {
    private static final Pattern AFTER = Pattern.compile("after=(\\d+)");

    private final Map<String, Answer> products = new ConcurrentHashMap<>();

    CoinbaseDouble() throws Exception {
        super("/products/");
    }

    List<String> subscriptions() {
        return messages();
    }

    /** Has a trade that the REST side knows of. */
    void trade(long id, Instant time) {
        trades().put(
                        id,
                        "{\"trade_id\":%d,\"side\":\"sell\",\"size\":\"0.5\",\"price\":\"400.25\",\"time\":\"%s\"}"
                                .formatted(id, EventTime.format(time)));
    }

    /** What is said to who asks about a product itself. */
    void product(String name, int status, String body) {
        products.put("/products/" + name, new Answer(status, body));
    }

    @Override
    boolean greetsAtOnce() {
        return false;
    }

    @Override
    Optional<String> reply(String message) {
        return Optional.of("{\"type\":\"subscriptions\",\"channels\":[{\"name\":\"ticker\"}]}");
    }

    @Override
    Answer answer(String question) {
        if (products.containsKey(question)) {
            return products.get(question);
        }
        Matcher after = AFTER.matcher(question);
        long before = after.find() ? Long.parseLong(after.group(1)) : Long.MAX_VALUE;
        List<String> page =
                new ArrayList<>(trades().headMap(before).values())
                        .reversed().stream().limit(PAGE).toList();
        return new Answer(200, '[' + String.join(",", page) + ']');
    }
}
