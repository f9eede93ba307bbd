package lab.flink.sql.format;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import lab.domain.Amounts;
import lab.domain.Tick;
import lab.domain.clearing.Closing;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Fill;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Quote;
import lab.domain.clearing.Remarks;
import lab.domain.clearing.Request;
import lab.domain.clearing.TermsChange;
import lab.flink.sql.format.column.Column;
import lab.flink.sql.format.column.Values;
import lab.topics.codec.ClosingCodec;
import lab.topics.codec.ExecutionCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.OrderCodec;
import lab.topics.codec.TermsCodec;
import lab.topics.codec.TickCodec;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.jspecify.annotations.Nullable;

/** The messages that the clearing house reads and writes. */
final class ClearingMessages {
    /** Of what it works out, with the places of all money. */
    static final DecimalType SUM = new DecimalType(38, Amounts.PLACES);

    /** Of what a request says, which may have more places than money has. */
    static final DecimalType ASKED = new DecimalType(38, Amounts.PLACES_READ);

    static final DecimalType RATE = new DecimalType(20, Amounts.PLACES_READ);

    private ClearingMessages() {}

    /** A request, of either kind; what the other kind has is null. */
    static MessageKind<Request> order() {
        return new MessageKind<>(
                "order",
                (payload, received) -> OrderCodec.decode(payload),
                List.of(
                        text("order_id", it -> it.orderId().text()),
                        name("account", it -> it.account().name()),
                        name("kind", ClearingMessages::kind),
                        optional(
                                "pair",
                                Values.TEXT,
                                it -> order(it).map(o -> name(o.pair().name()))),
                        optional("side", Values.TEXT, it -> order(it).map(o -> name(o.side()))),
                        optional(
                                "quantity",
                                ASKED,
                                it -> order(it).map(o -> decimal(o.quantity(), ASKED))),
                        optional(
                                "asset",
                                Values.TEXT,
                                it -> fund(it).map(f -> name(f.asset().code()))),
                        optional(
                                "amount",
                                ASKED,
                                it -> fund(it).map(f -> decimal(f.amount(), ASKED))),
                        new Column<>("time", Values.TIME, (it, raw) -> Values.time(it.time())),
                        remark("price", it -> it, Remarks::price),
                        remark("signal_similarity", it -> it, Remarks::signalSimilarity),
                        remark("signal_sentiment", it -> it, Remarks::signalSentiment),
                        remark("strategy", it -> it, Remarks::strategy),
                        payload()));
    }

    /** What became of a request. */
    static MessageKind<Execution> execution() {
        return new MessageKind<>(
                "execution",
                (payload, received) -> ExecutionCodec.decode(payload),
                List.of(
                        name("account", it -> it.request().account().name()),
                        text("order_id", it -> it.request().orderId().text()),
                        new Column<>("number", Values.NUMBER, (it, raw) -> it.number()),
                        name("kind", it -> kind(it.request())),
                        optional(
                                "pair",
                                Values.TEXT,
                                it -> order(it.request()).map(o -> name(o.pair().name()))),
                        optional(
                                "side",
                                Values.TEXT,
                                it -> order(it.request()).map(o -> name(o.side()))),
                        optional(
                                "quantity",
                                ASKED,
                                it -> order(it.request()).map(o -> decimal(o.quantity(), ASKED))),
                        optional(
                                "asset",
                                Values.TEXT,
                                it -> fund(it.request()).map(f -> name(f.asset().code()))),
                        optional(
                                "amount",
                                ASKED,
                                it -> fund(it.request()).map(f -> decimal(f.amount(), ASKED))),
                        name("status", it -> it.status().name()),
                        optional("reason", Values.TEXT, it -> it.reason().map(r -> name(r.name()))),
                        optional(
                                "price",
                                SUM,
                                it -> it.fill().map(Fill::price).map(ClearingMessages::sum)),
                        optional(
                                "notional",
                                SUM,
                                it -> it.fill().map(Fill::notional).map(ClearingMessages::sum)),
                        optional(
                                "fee",
                                SUM,
                                it -> it.fill().map(Fill::fee).map(ClearingMessages::sum)),
                        optional(
                                "cash",
                                SUM,
                                it -> Optional.of(it.cash()).map(ClearingMessages::sum)),
                        optional("position", SUM, it -> it.position().map(ClearingMessages::sum)),
                        new Column<>("time", Values.TIME, (it, raw) -> Values.time(it.time())),
                        new Column<>(
                                "request_time",
                                Values.TIME,
                                (it, raw) -> Values.time(it.request().time())),
                        optional(
                                "quote_sequence",
                                Values.NUMBER,
                                it -> it.quote().map(Quote::sequence)),
                        optional(
                                "quote_time",
                                Values.TIME,
                                it -> it.quote().map(Quote::time).map(Values::time)),
                        optional(
                                "quote_bid",
                                Values.MONEY,
                                it -> it.quote().map(Quote::bid).map(Values::money)),
                        optional(
                                "quote_ask",
                                Values.MONEY,
                                it -> it.quote().map(Quote::ask).map(Values::money)),
                        new Column<>(
                                "slippage",
                                RATE,
                                (it, raw) -> decimal(it.terms().slippage(), RATE)),
                        new Column<>(
                                "fee_rate", RATE, (it, raw) -> decimal(it.terms().feeRate(), RATE)),
                        new Column<>(
                                "quote_wait_ms",
                                Values.NUMBER,
                                (it, raw) -> it.terms().quoteWait().toMillis()),
                        new Column<>(
                                "quote_retention_ms",
                                Values.NUMBER,
                                (it, raw) -> it.terms().retention().toMillis()),
                        remark("request_price", Execution::request, Remarks::price),
                        remark("signal_similarity", Execution::request, Remarks::signalSimilarity),
                        remark("signal_sentiment", Execution::request, Remarks::signalSentiment),
                        remark("strategy", Execution::request, Remarks::strategy),
                        payload()));
    }

    /** A change of what clearing costs and how long it waits. */
    static MessageKind<TermsChange> terms() {
        return new MessageKind<>(
                "terms",
                // When it was taken is a column of the bus's own, and no field of this row.
                (payload, received) -> TermsCodec.decode(payload, received, received),
                List.of(
                        new Column<>("from_time", Values.TIME, (it, raw) -> Values.time(it.from())),
                        new Column<>(
                                "slippage",
                                RATE,
                                (it, raw) -> decimal(it.terms().usual().slippage(), RATE)),
                        new Column<>(
                                "fee_rate",
                                RATE,
                                (it, raw) -> decimal(it.terms().usual().feeRate(), RATE)),
                        new Column<>(
                                "quote_wait_ms",
                                Values.NUMBER,
                                (it, raw) -> it.terms().usual().quoteWait().toMillis()),
                        payload()));
    }

    /** What the clearing house decided of a partition of the ticks, or that it took it over. */
    static MessageKind<Closing> closing() {
        return new MessageKind<>(
                "closing",
                (payload, received) -> ClosingCodec.decode(payload),
                List.of(
                        new Column<>("ticks_partition", new IntType(), (it, raw) -> it.partition()),
                        text("writer", Closing::writer),
                        optional(
                                "place",
                                Values.NUMBER,
                                it -> it.decision().map(Closing.Decision::offset)),
                        optional(
                                "taken",
                                Values.TIME,
                                it -> it.decision().map(Closing.Decision::taken).map(Values::time)),
                        optional(
                                "time",
                                Values.TIME,
                                it ->
                                        it.decision()
                                                .flatMap(Closing.Decision::time)
                                                .map(Values::time)),
                        payload()));
    }

    /**
     * A tick as the clearing house reads it: what cannot be read is a row all the same, without a
     * pair and older than everything, so that the reader knows how far it has read.
     */
    static MessageKind<Optional<Tick>> market() {
        return new MessageKind<>(
                "market",
                ClearingMessages::readable,
                List.of(
                        optional(
                                "pair",
                                Values.TEXT,
                                it -> it.map(tick -> name(tick.pair().name()))),
                        optional("sequence", Values.NUMBER, it -> it.map(Tick::sequence)),
                        optional(
                                "best_bid",
                                Values.MONEY,
                                it -> it.map(Tick::bestBid).map(Values::money)),
                        optional(
                                "best_ask",
                                Values.MONEY,
                                it -> it.map(Tick::bestAsk).map(Values::money)),
                        new Column<>(
                                "event_time",
                                Values.TIME,
                                (it, raw) ->
                                        Values.time(it.map(Tick::time).orElse(Instant.EPOCH)))));
    }

    /**
     * A request as the clearing house reads it: what cannot be read is a row all the same, without
     * an account, so that the reader knows how far it has read.
     */
    static MessageKind<Optional<Request>> request() {
        return new MessageKind<>(
                "request",
                ClearingMessages::readableRequest,
                List.of(
                        optional(
                                "account",
                                Values.TEXT,
                                it -> it.map(request -> name(request.account().name()))),
                        payload()));
    }

    private static Optional<Request> readableRequest(byte[] payload, Instant received) {
        try {
            return Optional.of(OrderCodec.decode(payload));
        } catch (MalformedMessage e) {
            return Optional.empty(); // another reader of the topic makes a dead letter of it
        }
    }

    private static Optional<Tick> readable(byte[] payload, Instant received) {
        try {
            return Optional.of(TickCodec.decode(payload, received));
        } catch (MalformedMessage e) {
            return Optional.empty(); // another reader of the topic makes a dead letter of it
        }
    }

    private static String kind(Request request) {
        return switch (request) {
            case OrderRequest _ -> "order";
            case FundRequest _ -> "fund";
        };
    }

    private static Optional<OrderRequest> order(Request request) {
        return request instanceof OrderRequest order ? Optional.of(order) : Optional.empty();
    }

    private static Optional<FundRequest> fund(Request request) {
        return request instanceof FundRequest fund ? Optional.of(fund) : Optional.empty();
    }

    private static <T> Column<T> text(String column, Function<T, String> text) {
        return new Column<>(column, Values.TEXT, (it, raw) -> Values.text(text.apply(it)));
    }

    private static <T> Column<T> name(String column, Function<T, String> text) {
        return new Column<>(column, Values.TEXT, (it, raw) -> name(text.apply(it)));
    }

    private static <T> Column<T> optional(
            String column, LogicalType type, Function<T, Optional<?>> field) {
        return new Column<>(column, type, (it, raw) -> orNull(field.apply(it)));
    }

    private static <T> Column<T> remark(
            String column, Function<T, Request> request, Function<Remarks, Optional<String>> text) {
        return optional(
                column,
                Values.TEXT,
                it ->
                        order(request.apply(it))
                                .flatMap(o -> text.apply(o.remarks()))
                                .map(Values::text));
    }

    private static <T> Column<T> payload() {
        return new Column<>("payload", Values.TEXT, (it, raw) -> StringData.fromBytes(raw));
    }

    private static StringData name(String name) {
        return Values.name(name);
    }

    private static DecimalData sum(BigDecimal number) {
        return decimal(number, SUM);
    }

    /** It fits: requests and the clearing house bound their numbers. */
    private static DecimalData decimal(BigDecimal number, DecimalType type) {
        DecimalData fitted =
                DecimalData.fromBigDecimal(number, type.getPrecision(), type.getScale());
        if (fitted == null) {
            throw new IllegalArgumentException(
                    "amount: must fit into %s, was %s".formatted(type, number));
        }
        return fitted;
    }

    private static @Nullable Object orNull(Optional<?> value) {
        return value.isPresent() ? value.get() : null;
    }
}
