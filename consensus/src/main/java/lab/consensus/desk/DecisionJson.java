package lab.consensus.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import lab.consensus.core.Decided;
import lab.consensus.core.Refusal;
import lab.consensus.signals.AsTold;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.PatternSignal;
import lab.consensus.strategy.Signals;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import lab.domain.Candle;
import lab.domain.EventTime;
import lab.domain.book.BookTop;
import lab.domain.clearing.OrderRequest;
import lab.servicekit.http.Json;

/** A decision as a line of the {@link DecisionLog}: its account and id come first. */
final class DecisionJson {
    private DecisionJson() {}

    /** How the lines of an account begin. */
    static String begin(String account, int format) {
        return "{\"format\":%d,\"account\":\"%s\",".formatted(format, account);
    }

    /** How the line of a decision begins. */
    static String begin(String account, String id, int format) {
        return begin(account, format) + "\"id\":\"%s\",".formatted(id);
    }

    /** What the services told stands only with decisions that wanted something: it is long. */
    static ObjectNode of(Decided decided, Signals said, int format, boolean isAgain) {
        View view = decided.view();
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("format", format);
        json.put("account", decided.account().name());
        json.put("id", decided.id().text());
        json.put("time", EventTime.format(view.time()));
        json.put("pair", view.pair().name());
        json.put("strategy", decided.strategy().name());
        json.put("version", decided.strategy().version());
        decided.wanted().ifPresent(wanted -> want(wanted, json));
        outcome(decided.outcome(), json);
        if (isAgain) {
            json.put("again", true);
        }
        ObjectNode risk = json.putObject("risk");
        risk.put("state", decided.state().name());
        decided.cause().ifPresent(cause -> refusal(cause, risk));
        risk.put("equity", decided.standing().equity());
        risk.put("exposure", decided.standing().exposure());
        Set<Strategy.Reads> reads = decided.strategy().reads();
        known(view, said, reads, json.putObject("known"));
        ArrayNode services = json.putArray("reads");
        reads.stream().sorted().forEach(it -> services.add(it.name()));
        boolean isHold = decided.outcome() instanceof Decided.Outcome.Held;
        if (!isHold && said instanceof AsTold words) {
            ObjectNode told = json.putObject("told");
            if (reads.contains(Strategy.Reads.PATTERNS)) {
                told("patterns", words.patternsAsTold(view.pair()), told);
            }
            if (reads.contains(Strategy.Reads.COMMENTARY)) {
                told("commentary", words.commentaryAsTold(view.pair()), told);
            }
        }
        return json;
    }

    private static void want(Decision wanted, ObjectNode json) {
        switch (wanted) {
            case Decision.Buy(var why) -> json.put("wanted", "BUY").put("why", why);
            case Decision.Sell(var why) -> json.put("wanted", "SELL").put("why", why);
            case Decision.Hold(var why) -> json.put("wanted", "HOLD").put("why", why);
        }
    }

    private static void outcome(Decided.Outcome outcome, ObjectNode json) {
        switch (outcome) {
            case Decided.Outcome.Held _ -> json.put("outcome", "HELD");
            case Decided.Outcome.NotPossible(var reason) ->
                    json.put("outcome", "NOT_POSSIBLE").put("reason", reason);
            case Decided.Outcome.Refused(var refusal) -> {
                json.put("outcome", "REFUSED");
                refusal(refusal, json);
            }
            case Decided.Outcome.Failed(var reason) ->
                    json.put("outcome", "FAILED").put("reason", reason);
            case Decided.Outcome.Ordered(OrderRequest order) -> {
                json.put("outcome", "ORDERED");
                json.put("quantity", order.quantity());
                order.remarks().price().ifPresent(price -> json.put("price", price));
            }
        }
    }

    private static void refusal(Refusal refusal, ObjectNode json) {
        json.put("rule", refusal.rule()).put("reason", refusal.reason());
    }

    private static void known(View view, Signals said, Set<Strategy.Reads> reads, ObjectNode json) {
        knowable(
                "quote",
                view.quote(),
                (quote, it) -> {
                    it.put("sequence", quote.sequence());
                    it.put("bid", quote.bid().toBigDecimal());
                    it.put("ask", quote.ask().toBigDecimal());
                },
                json);
        if (reads.contains(Strategy.Reads.BOOK)) {
            knowable("order_book", view.book().top(), DecisionJson::orderBook, json);
        }
        knowable("patterns", view.patterns(), DecisionJson::patterns, json);
        knowable(
                "sentiment",
                view.sentiment(),
                (sentiment, it) -> {
                    it.put("sentiment", sentiment.word());
                    said.commentator(view.pair()).ifPresent(by -> it.put("by", by));
                },
                json);
        ObjectNode candles = json.putObject("candles");
        candles.put("count", view.candles().size());
        if (!view.candles().isEmpty()) {
            Candle newest = view.candles().getLast();
            candles.put("newest_start", EventTime.format(newest.start()));
            candles.put("newest_close", newest.close().toBigDecimal());
        }
        ObjectNode terms = json.putObject("terms");
        terms.put("fee_rate", view.terms().feeRate());
        terms.put("slippage", view.terms().slippage());
        terms.put("quote_wait_ms", view.terms().quoteWait().toMillis());
        ObjectNode holding = json.putObject("holding");
        holding.put("cash", view.holding().cash());
        holding.put("quantity", view.holding().quantity());
        holding.put("average_cost", view.holding().averageCost());
        view.holding().opened().ifPresent(it -> holding.put("opened", EventTime.format(it)));
    }

    private static void orderBook(BookTop top, ObjectNode json) {
        json.put("bid", top.bid().toBigDecimal());
        json.put("ask", top.ask().toBigDecimal());
        json.put("spread_bps", top.spreadBps());
        json.put("microprice", top.microprice());
        json.put("imbalance_5", top.near().imbalance());
        json.put("imbalance_20", top.far().imbalance());
    }

    private static void patterns(PatternSignal signal, ObjectNode json) {
        switch (signal.percentile()) {
            case Knowable.Known<BigDecimal>(var percentile, _) ->
                    json.put("percentile", percentile);
            case Knowable.Unknown<BigDecimal>(var reason) -> json.put("percentile_unknown", reason);
        }
        json.put("mean_outcome_pct", signal.meanOutcomePct());
        signal.lowPct().ifPresent(low -> json.put("low_pct", low));
        json.put("base_rate_pct", signal.baseRatePct());
    }

    /** What is not known says why, and has no value. */
    private static <T> void knowable(
            String name, Knowable<T> what, BiConsumer<T, ObjectNode> write, ObjectNode json) {
        ObjectNode one = json.putObject(name);
        switch (what) {
            case Knowable.Known<T>(var value, var time) -> {
                one.put("time", EventTime.format(time));
                write.accept(value, one);
            }
            case Knowable.Unknown<T>(var reason) -> one.put("unknown", reason);
        }
    }

    private static void told(String name, Optional<String> text, ObjectNode json) {
        if (text.isPresent()) {
            try {
                json.set(name, Json.mapper().readTree(text.get()));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(
                        "%s: what was told must be JSON, was not".formatted(name), e);
            }
        }
    }
}
