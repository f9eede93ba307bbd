package lab.poller;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Binance's market data on loopback: streams that are named in the address, trades and books. */
final class BinanceDouble extends ExchangeDouble {
    private static final Pattern FROM = Pattern.compile("fromId=(\\d+)");
    private static final Pattern SYMBOL = Pattern.compile("symbol=(\\w+)");

    private final Map<String, Queue<Answer>> books = new ConcurrentHashMap<>();
    private final Map<String, Answer> listings = new ConcurrentHashMap<>();
    private volatile int historyStatus = 200;

    BinanceDouble() throws Exception {
        super("/api/v3/");
    }

    /** The next answer to who asks for a book; the last one is given again and again. */
    void book(String symbol, int status, String body) {
        books.computeIfAbsent(symbol, _ -> new ConcurrentLinkedQueue<>())
                .add(new Answer(status, body));
    }

    /** Has a trade that the REST side knows of. */
    void trade(long id, long micros) {
        trades().put(
                        id,
                        "{\"id\":%d,\"price\":\"400.25\",\"qty\":\"0.5\",\"quoteQty\":\"200.125\",\"time\":%d,\"isBuyerMaker\":true,\"isBestMatch\":true}"
                                .formatted(id, micros));
    }

    /** What is said to who asks whether a symbol is listed. */
    void listing(String symbol, int status, String body) {
        listings.put(symbol, new Answer(status, body));
    }

    void historyAnswers(int status) {
        historyStatus = status;
    }

    @Override
    boolean greetsAtOnce() {
        return true;
    }

    @Override
    Answer answer(String question) {
        Matcher symbol = SYMBOL.matcher(question);
        if (question.contains("/exchangeInfo")) {
            return symbol.find() && listings.containsKey(symbol.group(1))
                    ? listings.get(symbol.group(1))
                    : new Answer(500, "{}");
        }
        if (question.contains("/depth")) {
            return book(question);
        }
        return question.contains("/historicalTrades")
                ? new Answer(historyStatus, history(question))
                : new Answer(200, newest());
    }

    private Answer book(String question) {
        Matcher symbol = SYMBOL.matcher(question);
        Queue<Answer> answers =
                symbol.find()
                        ? books.getOrDefault(symbol.group(1), new ArrayDeque<>())
                        : new ArrayDeque<>();
        Answer next = answers.size() > 1 ? answers.poll() : answers.peek();
        return next == null ? new Answer(404, "{\"code\":-1121}") : next;
    }

    private String newest() {
        List<String> page = new ArrayList<>(trades().values());
        return page.subList(Math.max(0, page.size() - PAGE), page.size()).toString();
    }

    private String history(String question) {
        Matcher from = FROM.matcher(question);
        long first = from.find() ? Long.parseLong(from.group(1)) : 0;
        return trades().tailMap(first).values().stream().limit(PAGE).toList().toString();
    }
}
