package lab.poller;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kraken's public feed on loopback: it answers each subscription, and tells trades from a time on,
 * oldest first, or its newest where nobody names a time.
 */
final class KrakenDouble extends ExchangeDouble {
    private static final Pattern SINCE = Pattern.compile("since=(\\d+)");
    private static final Pattern CHANNEL = Pattern.compile("\"channel\":\"(\\w+)\"");

    /** Ids by the nanosecond of their trade. */
    private final SortedMap<Long, Long> ids = new ConcurrentSkipListMap<>();

    private volatile String refusal = "";

    KrakenDouble() throws Exception {
        super("/0/public/");
    }

    /** Has a trade that the REST side knows of. */
    void trade(long id, long micros) {
        ids.put(micros * 1_000, id);
        trades().put(
                        id,
                        "[\"400.25000\",\"0.50000000\",%d.%06d1,\"b\",\"l\",\"\",%d]"
                                .formatted(micros / 1_000_000, micros % 1_000_000, id));
    }

    /** From now on questions are answered with an error; not any more with an empty one. */
    void refuse(String error) {
        refusal = error;
    }

    @Override
    boolean greetsAtOnce() {
        return false;
    }

    @Override
    Optional<String> reply(String message) {
        Matcher channel = CHANNEL.matcher(message);
        return channel.find()
                ? Optional.of(
                        "{\"method\":\"subscribe\",\"result\":{\"channel\":\"%s\",\"symbol\":\"BTC/USD\"},\"success\":true}"
                                .formatted(channel.group(1)))
                : Optional.empty();
    }

    @Override
    Answer answer(String question) {
        if (!refusal.isEmpty()) {
            return new Answer(200, "{\"error\":[\"%s\"]}".formatted(refusal));
        }
        Matcher since = SINCE.matcher(question);
        long from = since.find() ? Long.parseLong(since.group(1)) : newestPage();
        SortedMap<Long, Long> asked = new TreeMap<>(ids.tailMap(from + 1));
        List<String> page =
                asked.values().stream().limit(PAGE).map(id -> trades().get(id)).toList();
        long last =
                asked.keySet().stream().limit(PAGE).mapToLong(Long::longValue).max().orElse(from);
        return new Answer(
                200,
                "{\"error\":[],\"result\":{\"XXBTZUSD\":%s,\"last\":\"%d\"}}"
                        .formatted(page, last));
    }

    private long newestPage() {
        return ids.keySet().stream()
                        .sorted()
                        .skip(Math.max(0, ids.size() - PAGE))
                        .findFirst()
                        .orElse(1L)
                - 1;
    }
}
