package lab.topics.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lab.domain.Amounts;
import lab.domain.EventTime;
import lab.domain.Price;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Fill;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Quote;
import lab.domain.clearing.RejectReason;
import lab.domain.clearing.Request;
import lab.domain.clearing.Status;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request, as JSON on the topic {@code executions}.
 *
 * <p>{@code time} and {@code price} are the execution's; what the request had by these names is
 * {@code request_time} and {@code request_price}.
 */
public final class ExecutionCodec {
    public static final int VERSION = 1;

    private ExecutionCodec() {}

    public static byte[] encode(Execution execution) {
        return FlatJson.write(json -> write(execution, json));
    }

    /** Reads one message, strictly. */
    public static Execution decode(byte[] bytes, int offset, int length) throws MalformedMessage {
        return FlatJson.read(bytes, offset, length, new Draft());
    }

    public static Execution decode(byte[] bytes) throws MalformedMessage {
        return decode(bytes, 0, bytes.length);
    }

    private static void write(Execution execution, JsonGenerator json) throws IOException {
        Request request = execution.request();
        json.writeStringField("account", request.account().name());
        json.writeStringField("order_id", request.orderId().text());
        json.writeNumberField("number", execution.number());
        switch (request) {
            case OrderRequest order -> {
                json.writeStringField("kind", RequestDraft.ORDER);
                json.writeStringField("pair", order.pair().name());
                json.writeStringField("side", order.side());
                json.writeStringField("quantity", order.quantity().toPlainString());
            }
            case FundRequest fund -> {
                json.writeStringField("kind", RequestDraft.FUND);
                json.writeStringField("asset", fund.asset().code());
                json.writeStringField("amount", fund.amount().toPlainString());
            }
        }
        json.writeStringField("status", execution.status().name());
        OrderCodec.writeOptional("reason", execution.reason().map(Enum::name), json);
        if (execution.fill().isPresent()) {
            Fill fill = execution.fill().get();
            json.writeStringField("price", Amounts.format(fill.price()));
            json.writeStringField("notional", Amounts.format(fill.notional()));
            json.writeStringField("fee", Amounts.format(fill.fee()));
        }
        json.writeStringField("cash", Amounts.format(execution.cash()));
        OrderCodec.writeOptional("position", execution.position().map(Amounts::format), json);
        json.writeStringField("time", EventTime.format(execution.time()));
        json.writeStringField("request_time", EventTime.format(request.time()));
        writeQuote(execution.quote(), json);
        writeTerms(execution.terms(), json);
        if (request instanceof OrderRequest order) {
            OrderCodec.writeRemarks(order.remarks(), "request_price", json);
        }
    }

    private static void writeQuote(Optional<Quote> quote, JsonGenerator json) throws IOException {
        if (quote.isPresent()) {
            json.writeNumberField("quote_sequence", quote.get().sequence());
            json.writeStringField("quote_time", EventTime.format(quote.get().time()));
            json.writeStringField("quote_bid", quote.get().bid().toString());
            json.writeStringField("quote_ask", quote.get().ask().toString());
        }
    }

    private static void writeTerms(ClearingTerms terms, JsonGenerator json) throws IOException {
        json.writeStringField("slippage", terms.slippage().toPlainString());
        json.writeStringField("fee_rate", terms.feeRate().toPlainString());
        json.writeNumberField("quote_wait_ms", terms.quoteWait().toMillis());
        json.writeNumberField("quote_retention_ms", terms.retention().toMillis());
    }

    private static final class Draft implements FlatJson.Draft<Execution> {
        private final RequestDraft request = new RequestDraft();
        private final Map<String, String> texts = new HashMap<>();
        private final Map<String, Long> numbers = new HashMap<>();

        @Override
        public void field(String name, JsonParser value) throws IOException, MalformedMessage {
            switch (name) {
                case "request_time" -> request.take("time", value);
                case "request_price" -> request.take("price", value);
                case "status",
                        "reason",
                        "price",
                        "notional",
                        "fee",
                        "cash",
                        "position",
                        "time",
                        "quote_time",
                        "quote_bid",
                        "quote_ask",
                        "slippage",
                        "fee_rate" -> {
                    if (!FlatJson.isNull(value)) {
                        texts.put(name, FlatJson.text(name, value, texts.get(name)));
                    }
                }
                case "number", "quote_sequence", "quote_wait_ms", "quote_retention_ms" -> {
                    if (!FlatJson.isNull(value)) {
                        numbers.put(name, FlatJson.integer(name, value, numbers.get(name)));
                    }
                }
                default -> request.take(name, value);
            }
        }

        @Override
        public Execution finish() throws MalformedMessage {
            return new Execution(
                    request.finish(),
                    number("number"),
                    one(Status.class, "status", text("status")),
                    reason(),
                    EventTime.parse("time", text("time")),
                    quote(),
                    fill(),
                    sum("cash"),
                    texts.containsKey("position") ? Optional.of(sum("position")) : Optional.empty(),
                    new ClearingTerms(
                            Amounts.parse("slippage", text("slippage")),
                            Amounts.parse("fee_rate", text("fee_rate")),
                            Duration.ofMillis(number("quote_wait_ms")),
                            Duration.ofMillis(number("quote_retention_ms"))));
        }

        private Optional<RejectReason> reason() throws MalformedMessage {
            @Nullable String reason = texts.get("reason");
            return reason == null
                    ? Optional.empty()
                    : Optional.of(one(RejectReason.class, "reason", reason));
        }

        private Optional<Quote> quote() throws MalformedMessage {
            if (!texts.containsKey("quote_time")) {
                return Optional.empty();
            }
            return Optional.of(
                    new Quote(
                            number("quote_sequence"),
                            EventTime.parse("quote_time", text("quote_time")),
                            Price.parse("quote_bid", text("quote_bid")),
                            Price.parse("quote_ask", text("quote_ask"))));
        }

        private Optional<Fill> fill() throws MalformedMessage {
            return texts.containsKey("price")
                    ? Optional.of(new Fill(sum("price"), sum("notional"), sum("fee")))
                    : Optional.empty();
        }

        private BigDecimal sum(String name) throws MalformedMessage {
            return Amounts.parseSum(name, text(name));
        }

        private String text(String name) throws MalformedMessage {
            return FlatJson.required(name, texts.get(name));
        }

        private long number(String name) throws MalformedMessage {
            return FlatJson.required(name, numbers.get(name));
        }

        private static <E extends Enum<E>> E one(Class<E> type, String name, String text)
                throws MalformedMessage {
            for (E constant : type.getEnumConstants()) {
                if (constant.name().equals(text)) {
                    return constant;
                }
            }
            throw new MalformedMessage(
                    name + ": must be a known one, was " + MalformedMessage.quoted(text));
        }
    }
}
