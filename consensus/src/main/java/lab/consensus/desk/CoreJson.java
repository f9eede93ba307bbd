package lab.consensus.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lab.consensus.core.AccountBook;
import lab.consensus.core.AccountRisk;
import lab.consensus.core.DeskCore;
import lab.consensus.core.Market;
import lab.consensus.core.PairMarket;
import lab.consensus.core.Position;
import lab.consensus.core.Refusal;
import lab.consensus.core.RiskState;
import lab.consensus.core.Trader;
import lab.domain.Account;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.book.BookEntry;
import lab.domain.book.RecentBook;
import lab.domain.candle.CandleBook;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Quote;
import lab.servicekit.market.CandleJson;
import lab.servicekit.market.TradeFlowJson;
import lab.topics.codec.BookCodec;
import lab.topics.codec.ExecutionCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.TickCodec;
import lab.topics.codec.TradeCodec;

/** What the core knows, as the desk's file has it: {@code market} and {@code traders}. */
final class CoreJson {
    /** What was believed once is not doubted again. */
    private static final Instant FAR = Instant.parse("2262-01-01T00:00:00Z");

    private CoreJson() {}

    static void write(DeskCore.State state, ObjectNode json) {
        write(state.market(), json.putObject("market"));
        ArrayNode traders = json.putArray("traders");
        state.traders().forEach(trader -> write(trader, traders.addObject()));
    }

    static DeskCore.State read(JsonNode json) throws MalformedMessage {
        List<Trader.State> traders = new ArrayList<>();
        for (JsonNode trader : json.path("traders")) {
            traders.add(trader(trader));
        }
        return new DeskCore.State(market(json.path("market")), traders);
    }

    private static void write(Market.State market, ObjectNode json) {
        market.pending().ifPresent(time -> json.put("pending", EventTime.format(time)));
        json.put("has_decided", market.hasDecided());
        json.put("not_before", market.notBefore().toString());
        market.firstHeartbeat().ifPresent(it -> json.put("first_heartbeat", it.toString()));
        market.firstShown().ifPresent(it -> json.put("first_shown", it.toString()));
        json.put("newest_heartbeat", market.newestHeartbeat().toString());
        json.put("newest_shown", market.newestShown().toString());
        market.firstOnBus().ifPresent(it -> json.put("first_on_bus", it.toString()));
        json.put("newest_on_bus", market.newestOnBus().toString());
        ArrayNode pairs = json.putArray("pairs");
        market.pairs().forEach(pair -> write(pair, pairs.addObject()));
    }

    private static Market.State market(JsonNode json) throws MalformedMessage {
        List<PairMarket.State> pairs = new ArrayList<>();
        for (JsonNode pair : json.path("pairs")) {
            pairs.add(pair(pair));
        }
        return new Market.State(
                instant(json, "pending"),
                json.path("has_decided").asBoolean(),
                instant(json, "not_before").orElse(Instant.EPOCH),
                instant(json, "first_heartbeat"),
                instant(json, "first_shown"),
                instant(json, "newest_heartbeat").orElse(Instant.EPOCH),
                instant(json, "newest_shown").orElse(Instant.EPOCH),
                instant(json, "first_on_bus"),
                instant(json, "newest_on_bus").orElse(Instant.EPOCH),
                pairs);
    }

    private static void write(PairMarket.State pair, ObjectNode json) {
        json.put("pair", pair.pair().name());
        pair.quote()
                .ifPresent(newest -> {
                    ObjectNode node = json.putObject("quote");
                    node.put("sequence", newest.sequence());
                    node.put("time", EventTime.format(newest.time()));
                    node.put("bid", newest.bid().toString());
                    node.put("ask", newest.ask().toString());
                });
        pair.heartbeat().ifPresent(time -> json.put("heartbeat", EventTime.format(time)));
        pair.ended().ifPresent(time -> json.put("ended", EventTime.format(time)));
        json.put("book", Base64.getEncoder().encodeToString(bytes(pair.book()::write)));
        pair.orderBook()
                .ifPresent(it -> {
                    byte[] bytes = bytes(it::write);
                    json.put("order_book", Base64.getEncoder().encodeToString(bytes));
                });
        CandleJson.write(pair.candles(), json.putArray("candles"));
        TradeFlowJson.write(pair.flows(), json.putArray("flows"));
        ArrayNode ticks = json.putArray("ticks_ahead");
        pair.ticksAhead().forEach(tick -> ticks.add(text(TickCodec.encode(tick))));
        ArrayNode trades = json.putArray("trades_ahead");
        pair.tradesAhead().forEach(trade -> trades.add(text(TradeCodec.encode(trade))));
        if (!pair.entriesAhead().isEmpty()) {
            ArrayNode entries = json.putArray("book_ahead");
            pair.entriesAhead().forEach(entry -> entries.add(text(BookCodec.encode(entry))));
        }
    }

    private static PairMarket.State pair(JsonNode json) throws MalformedMessage {
        var pair = new Pair(json.path("pair").asText());
        List<Tick> ticks = new ArrayList<>();
        for (JsonNode tick : json.path("ticks_ahead")) {
            ticks.add(TickCodec.decode(bytes(tick), FAR));
        }
        List<Trade> trades = new ArrayList<>();
        for (JsonNode trade : json.path("trades_ahead")) {
            trades.add(TradeCodec.decode(bytes(trade), FAR));
        }
        List<BookEntry> entries = new ArrayList<>();
        for (JsonNode entry : json.path("book_ahead")) {
            entries.add(BookCodec.decode(bytes(entry), FAR));
        }
        return new PairMarket.State(
                pair,
                json.hasNonNull("quote") ? Optional.of(quote(json.get("quote"))) : Optional.empty(),
                eventTime(json, "heartbeat"),
                eventTime(json, "ended"),
                book(Base64.getDecoder().decode(json.path("book").asText())),
                json.hasNonNull("order_book")
                        ? Optional.of(orderBook(pair, json.get("order_book").asText()))
                        : Optional.empty(),
                CandleJson.read(pair, json.path("candles")),
                TradeFlowJson.read(pair, json.path("flows")),
                ticks,
                trades,
                entries);
    }

    private static Quote quote(JsonNode json) {
        return new Quote(
                json.path("sequence").asLong(),
                EventTime.parse("time", json.path("time").asText()),
                Price.of(json.path("bid").asText()),
                Price.of(json.path("ask").asText()));
    }

    private static void write(Trader.State trader, ObjectNode json) {
        json.put("account", trader.account().name());
        write(trader.book(), json.putObject("book"));
        write(trader.risk(), json.putObject("risk"));
        trader.halt()
                .ifPresent(halt ->
                        json.putObject("halt")
                                .put("time", EventTime.format(halt.time()))
                                .put("version", halt.version())
                                .put("reason", halt.reason()));
        ArrayNode ahead = json.putArray("ahead");
        trader.ahead().forEach(it -> ahead.add(text(ExecutionCodec.encode(it))));
    }

    private static Trader.State trader(JsonNode json) throws MalformedMessage {
        List<Execution> ahead = new ArrayList<>();
        for (JsonNode text : json.path("ahead")) {
            ahead.add(ExecutionCodec.decode(bytes(text)));
        }
        return new Trader.State(
                new Account(json.path("account").asText()),
                book(json.path("book")),
                risk(json.path("risk")),
                halt(json.path("halt")),
                ahead);
    }

    private static Optional<Trader.Halt> halt(JsonNode json) {
        return eventTime(json, "time")
                .map(time ->
                        new Trader.Halt(
                                time, json.path("version").asText(), json.path("reason").asText()));
    }

    private static void write(AccountBook.State book, ObjectNode json) {
        json.put("cash", book.cash().toPlainString());
        json.put("funded", book.funded().toPlainString());
        json.put("fees", book.fees().toPlainString());
        json.put("next_number", book.nextNumber());
        json.put("loss_streak", book.lossStreak());
        book.newestLoss().ifPresent(time -> json.put("newest_loss", EventTime.format(time)));
        ObjectNode positions = json.putObject("positions");
        book.positions()
                .forEach((pair, position) -> write(position, positions.putObject(pair.name())));
    }

    private static void write(Position position, ObjectNode json) {
        json.put("quantity", position.quantity().toPlainString())
                .put("cost", position.cost().toPlainString())
                .put("realized", position.realized().toPlainString());
        position.opened().ifPresent(time -> json.put("opened", EventTime.format(time)));
    }

    private static AccountBook.State book(JsonNode json) {
        Map<Pair, Position> positions = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : json.path("positions").properties()) {
            positions.put(
                    new Pair(entry.getKey()),
                    new Position(
                            decimal(entry.getValue(), "quantity"),
                            decimal(entry.getValue(), "cost"),
                            decimal(entry.getValue(), "realized"),
                            eventTime(entry.getValue(), "opened")));
        }
        return new AccountBook.State(
                decimal(json, "cash"),
                decimal(json, "funded"),
                decimal(json, "fees"),
                json.path("next_number").asLong(),
                json.path("loss_streak").asInt(),
                eventTime(json, "newest_loss"),
                positions);
    }

    private static void write(AccountRisk.State risk, ObjectNode json) {
        risk.day().ifPresent(it -> json.put("day", it.toString()));
        json.put("first_equity", risk.firstEquity().toPlainString());
        json.put("drawn_down", risk.isDrawnDown());
        json.put("state", risk.state().name());
        risk.cause().ifPresent(it -> json.put("rule", it.rule()).put("reason", it.reason()));
        ObjectNode refused = json.putObject("refused");
        risk.refused().forEach(refused::put);
    }

    private static AccountRisk.State risk(JsonNode json) {
        Map<String, String> refused = new TreeMap<>();
        for (Map.Entry<String, JsonNode> wish : json.path("refused").properties()) {
            refused.put(wish.getKey(), wish.getValue().asText());
        }
        return new AccountRisk.State(
                json.hasNonNull("day")
                        ? Optional.of(LocalDate.parse(json.get("day").asText()))
                        : Optional.empty(),
                new BigDecimal(json.path("first_equity").asText("0")),
                json.path("drawn_down").asBoolean(),
                RiskState.valueOf(json.path("state").asText(RiskState.ACTIVE.name())),
                json.hasNonNull("rule")
                        ? Optional.of(
                                new Refusal(
                                        json.get("rule").asText(), json.path("reason").asText()))
                        : Optional.empty(),
                refused);
    }

    private static Optional<Instant> instant(JsonNode json, String name) {
        return json.hasNonNull(name)
                ? Optional.of(Instant.parse(json.get(name).asText()))
                : Optional.empty();
    }

    private static Optional<Instant> eventTime(JsonNode json, String name) {
        return json.hasNonNull(name)
                ? Optional.of(EventTime.parse(name, json.get(name).asText()))
                : Optional.empty();
    }

    private static BigDecimal decimal(JsonNode json, String name) {
        return new BigDecimal(json.path(name).asText());
    }

    private interface Written {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Written written) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            written.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static CandleBook book(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return CandleBook.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RecentBook orderBook(Pair pair, String text) {
        byte[] bytes = Base64.getDecoder().decode(text);
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return RecentBook.read(pair, in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(JsonNode text) {
        return text.asText().getBytes(StandardCharsets.UTF_8);
    }
}
