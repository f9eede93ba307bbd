package lab.topics.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lab.domain.Account;
import lab.domain.Amounts;
import lab.domain.Asset;
import lab.domain.EventTime;
import lab.domain.OrderId;
import lab.domain.Pair;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Remarks;
import lab.domain.clearing.Request;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a request while its fields come in.
 *
 * <p>Which fields it must have depends on its kind, which may come last: so what is wrong with a
 * field is remembered, and told only if the request has that field.
 */
final class RequestDraft {
    static final String ORDER = "order";
    static final String FUND = "fund";

    private static final Set<String> WORDS =
            Set.of(
                    "order_id",
                    "account",
                    "kind",
                    "time",
                    "pair",
                    "side",
                    "quantity",
                    "asset",
                    "amount");
    private static final Set<String> REMARKS =
            Set.of("price", "signal_similarity", "signal_sentiment", "strategy");

    /** A field's text, or what is wrong with it. */
    private record Word(String text, @Nullable MalformedMessage wrong) {}

    private final Map<String, Word> words = new HashMap<>();

    /** Takes a field, if requests have it. */
    void take(String name, JsonParser value) throws IOException {
        boolean isRemark = REMARKS.contains(name);
        if (!isRemark && !WORDS.contains(name)) {
            return;
        }
        boolean isLeftOut = FlatJson.isNull(value) && (isRemark || name.equals("kind"));
        if (!isLeftOut) {
            words.put(name, read(name, value, isRemark));
        }
    }

    private Word read(String name, JsonParser value, boolean isRemark) throws IOException {
        try {
            Word before = words.get(name);
            boolean isNumber =
                    value.currentToken() == JsonToken.VALUE_NUMBER_INT
                            || value.currentToken() == JsonToken.VALUE_NUMBER_FLOAT;
            String text =
                    isRemark && isNumber && before == null
                            ? value.getText()
                            : FlatJson.text(name, value, before);
            return new Word(text, null);
        } catch (MalformedMessage e) {
            return new Word("", e);
        }
    }

    Request finish() throws MalformedMessage {
        String kind = optional("kind").orElse(ORDER);
        var orderId = new OrderId(required("order_id"));
        Account account = Account.trader(required("account"));
        Instant time = EventTime.parse("time", required("time"));
        return switch (kind) {
            case ORDER ->
                    new OrderRequest(
                            orderId,
                            account,
                            time,
                            new Pair(required("pair")),
                            required("side"),
                            Amounts.parse("quantity", required("quantity")),
                            remarks());
            case FUND ->
                    new FundRequest(
                            orderId,
                            account,
                            time,
                            new Asset(required("asset")),
                            Amounts.parse("amount", required("amount")));
            default ->
                    throw new MalformedMessage(
                            "kind: must be order or fund, was " + MalformedMessage.quoted(kind));
        };
    }

    private Remarks remarks() throws MalformedMessage {
        return new Remarks(
                optional("price"),
                optional("signal_similarity"),
                optional("signal_sentiment"),
                optional("strategy"));
    }

    private String required(String name) throws MalformedMessage {
        return FlatJson.required(name, optional(name).orElse(null));
    }

    private Optional<String> optional(String name) throws MalformedMessage {
        Word word = words.get(name);
        if (word == null) {
            return Optional.empty();
        }
        if (word.wrong() != null) {
            throw word.wrong();
        }
        return Optional.of(word.text());
    }
}
