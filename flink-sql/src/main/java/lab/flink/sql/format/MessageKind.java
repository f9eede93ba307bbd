package lab.flink.sql.format;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lab.domain.Annotation;
import lab.domain.DeadLetter;
import lab.domain.DeadLetter.Position;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.book.BookEntry;
import lab.domain.book.BookEntry.SnapshotPart;
import lab.domain.book.UpdateIds;
import lab.domain.progress.Heartbeat;
import lab.flink.sql.format.column.Column;
import lab.flink.sql.format.column.Values;
import lab.topics.codec.AnnotationCodec;
import lab.topics.codec.BookCodec;
import lab.topics.codec.DeadLetterCodec;
import lab.topics.codec.HeartbeatCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.TickCodec;
import lab.topics.codec.TradeCodec;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.BooleanType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.IntType;
import org.jspecify.annotations.Nullable;

/**
 * A kind of message of the bus: how it is read and what columns it has.
 *
 * @param columns all that a table may declare; {@code payload} is the message as it came
 */
record MessageKind<T>(String name, Reader<T> reader, List<Column<T>> columns) {
    private static final int VOLUME_DIGITS = 28;

    /** Reads a message strictly. */
    interface Reader<T> {
        T read(byte[] payload, Instant received) throws MalformedMessage;
    }

    static List<MessageKind<?>> all() {
        return List.of(
                tick(),
                trade(),
                heartbeat(),
                annotation(),
                deadLetter(),
                book(),
                ClearingMessages.order(),
                ClearingMessages.execution(),
                ClearingMessages.market(),
                ClearingMessages.terms(),
                ClearingMessages.closing(),
                ClearingMessages.request());
    }

    static MessageKind<?> named(String name) {
        return all().stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("message kind: unknown, was " + name));
    }

    Optional<Column<T>> column(String column) {
        return columns.stream().filter(it -> it.name().equals(column)).findFirst();
    }

    /** Makes rows of the given columns, all of which it has. */
    MessageDecoder.RowMaker rowMaker(List<String> names) {
        List<Column.Field<T>> fields =
                names.stream().map(name -> column(name).orElseThrow().field()).toList();
        return (payload, received) -> {
            T message = reader.read(payload, received);
            var row = new GenericRowData(fields.size());
            for (int i = 0; i < fields.size(); i++) {
                row.setField(i, fields.get(i).of(message, payload));
            }
            return row;
        };
    }

    static MessageKind<Trade> trade() {
        return new MessageKind<>(
                "trade",
                TradeCodec::decode,
                List.of(
                        new Column<>(
                                "pair", Values.TEXT, (it, raw) -> Values.name(it.pair().name())),
                        new Column<>("trade_id", Values.NUMBER, (it, raw) -> it.tradeId()),
                        new Column<>("price", Values.MONEY, (it, raw) -> Values.money(it.price())),
                        new Column<>("size", Values.MONEY, (it, raw) -> Values.money(it.size())),
                        new Column<>(
                                "side", Values.TEXT, (it, raw) -> Values.name(it.side().name())),
                        new Column<>("sequence", Values.NUMBER, (it, raw) -> it.sequence()),
                        new Column<>(
                                "event_time", Values.TIME, (it, raw) -> Values.time(it.time())),
                        new Column<>(
                                "exchange", Values.TEXT, (it, raw) -> Values.name(it.exchange())),
                        new Column<>(
                                "feed_time",
                                Values.TIME,
                                (it, raw) -> orNull(it.feedTime().map(Values::time))),
                        new Column<>("payload", Values.TEXT, MessageKind::payload)));
    }

    static MessageKind<Tick> tick() {
        return new MessageKind<>(
                "tick",
                TickCodec::decode,
                List.of(
                        new Column<>(
                                "pair", Values.TEXT, (it, raw) -> Values.name(it.pair().name())),
                        new Column<>("sequence", Values.NUMBER, (it, raw) -> it.sequence()),
                        new Column<>("price", Values.MONEY, (it, raw) -> Values.money(it.price())),
                        new Column<>(
                                "best_bid", Values.MONEY, (it, raw) -> Values.money(it.bestBid())),
                        new Column<>(
                                "best_ask", Values.MONEY, (it, raw) -> Values.money(it.bestAsk())),
                        new Column<>(
                                "volume_24h",
                                new DecimalType(VOLUME_DIGITS, Values.MONEY_PLACES),
                                (it, raw) ->
                                        DecimalData.fromBigDecimal(
                                                it.volume24h(),
                                                VOLUME_DIGITS,
                                                Values.MONEY_PLACES)),
                        new Column<>(
                                "event_time", Values.TIME, (it, raw) -> Values.time(it.time())),
                        new Column<>("trade_id", Values.NUMBER, (it, raw) -> orNull(it.tradeId())),
                        new Column<>(
                                "last_size",
                                Values.MONEY,
                                (it, raw) -> orNull(it.lastSize().map(Values::money))),
                        new Column<>(
                                "side",
                                Values.TEXT,
                                (it, raw) ->
                                        orNull(it.side().map(side -> Values.name(side.name())))),
                        new Column<>(
                                "exchange", Values.TEXT, (it, raw) -> Values.name(it.exchange())),
                        new Column<>("payload", Values.TEXT, MessageKind::payload)));
    }

    static MessageKind<Heartbeat> heartbeat() {
        return new MessageKind<>(
                "heartbeat",
                HeartbeatCodec::decode,
                List.of(
                        new Column<>(
                                "pair", Values.TEXT, (it, raw) -> Values.name(it.pair().name())),
                        new Column<>("last_trade_id", Values.NUMBER, (it, raw) -> it.lastTradeId()),
                        new Column<>(
                                "event_time", Values.TIME, (it, raw) -> Values.time(it.time())),
                        new Column<>(
                                "exchange", Values.TEXT, (it, raw) -> Values.name(it.exchange())),
                        new Column<>("ended", new BooleanType(), (it, raw) -> it.ended()),
                        new Column<>("payload", Values.TEXT, MessageKind::payload)));
    }

    static MessageKind<Annotation> annotation() {
        return new MessageKind<>(
                "annotation",
                AnnotationCodec::decode,
                List.of(
                        new Column<>("id", Values.TEXT, (it, raw) -> Values.text(it.id())),
                        new Column<>(
                                "pair", Values.TEXT, (it, raw) -> Values.name(it.pair().name())),
                        new Column<>("time", Values.TIME, (it, raw) -> Values.time(it.time())),
                        new Column<>(
                                "layer", Values.TEXT, (it, raw) -> Values.name(it.layer().word())),
                        new Column<>("text", Values.TEXT, (it, raw) -> Values.text(it.text())),
                        new Column<>(
                                "reference", Values.TEXT, (it, raw) -> Values.text(it.reference())),
                        new Column<>("payload", Values.TEXT, MessageKind::payload)));
    }

    static MessageKind<DeadLetter> deadLetter() {
        return new MessageKind<>(
                "dead-letter",
                (payload, received) -> DeadLetterCodec.decode(payload),
                List.of(
                        new Column<>("source", Values.TEXT, (it, raw) -> Values.text(it.source())),
                        new Column<>("reason", Values.TEXT, (it, raw) -> Values.text(it.reason())),
                        new Column<>(
                                "payload", Values.TEXT, (it, raw) -> Values.text(it.payload())),
                        new Column<>(
                                "received", Values.TIME, (it, raw) -> Values.time(it.received())),
                        new Column<>(
                                "topic",
                                Values.TEXT,
                                (it, raw) -> orNull(onBus(it).map(at -> Values.text(at.topic())))),
                        new Column<>(
                                "partition",
                                new IntType(),
                                (it, raw) -> orNull(onBus(it).map(Position.OnBus::partition))),
                        new Column<>(
                                "offset",
                                Values.NUMBER,
                                (it, raw) -> orNull(onBus(it).map(Position.OnBus::offset))),
                        new Column<>(
                                "line",
                                Values.NUMBER,
                                (it, raw) -> orNull(inFeed(it).map(Position.InFeed::line)))));
    }

    /** The levels stand in the payload alone: who wants them reads all of a book's entries. */
    static MessageKind<BookEntry> book() {
        return new MessageKind<>(
                "book",
                BookCodec::decode,
                List.of(
                        new Column<>(
                                "pair", Values.TEXT, (it, raw) -> Values.name(it.pair().name())),
                        new Column<>(
                                "kind", Values.TEXT, (it, raw) -> Values.name(it.said().kind())),
                        new Column<>(
                                "first_update_id",
                                Values.NUMBER,
                                (it, raw) -> orNull(ids(it).map(UpdateIds::first))),
                        new Column<>(
                                "last_update_id",
                                Values.NUMBER,
                                (it, raw) -> orNull(lastUpdateId(it))),
                        new Column<>(
                                "part",
                                new IntType(),
                                (it, raw) -> orNull(part(it).map(SnapshotPart::part))),
                        new Column<>(
                                "parts",
                                new IntType(),
                                (it, raw) -> orNull(part(it).map(SnapshotPart::parts))),
                        new Column<>(
                                "event_time", Values.TIME, (it, raw) -> Values.time(it.time())),
                        new Column<>(
                                "received", Values.TIME, (it, raw) -> Values.time(it.received())),
                        new Column<>(
                                "exchange", Values.TEXT, (it, raw) -> Values.name(it.exchange())),
                        new Column<>("feed", Values.TEXT, (it, raw) -> Values.name(it.feed())),
                        new Column<>("payload", Values.TEXT, MessageKind::payload)));
    }

    private static Optional<SnapshotPart> part(BookEntry entry) {
        return entry.said() instanceof SnapshotPart part ? Optional.of(part) : Optional.empty();
    }

    private static Optional<UpdateIds> ids(BookEntry entry) {
        return entry.said() instanceof BookEntry.Changed(_, var ids) ? ids : Optional.empty();
    }

    private static Optional<Long> lastUpdateId(BookEntry entry) {
        return ids(entry)
                .map(UpdateIds::last)
                .or(() ->
                        part(entry)
                                .filter(it -> it.lastUpdateId().isPresent())
                                .map(it -> it.lastUpdateId().getAsLong()));
    }

    private static <T> StringData payload(T message, byte[] payload) {
        return StringData.fromBytes(payload);
    }

    private static Optional<Position.OnBus> onBus(DeadLetter letter) {
        return letter.position()
                .filter(Position.OnBus.class::isInstance)
                .map(Position.OnBus.class::cast);
    }

    private static Optional<Position.InFeed> inFeed(DeadLetter letter) {
        return letter.position()
                .filter(Position.InFeed.class::isInstance)
                .map(Position.InFeed.class::cast);
    }

    private static <V> @Nullable V orNull(Optional<V> value) {
        return value.orElse(null);
    }
}
