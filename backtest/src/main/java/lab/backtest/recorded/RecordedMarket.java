package lab.backtest.recorded;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import lab.cold.ColdLog;
import lab.cold.ColdMerge;
import lab.cold.Names;
import lab.cold.Rows;
import lab.consensus.strategy.Strategy;
import lab.domain.EventTime;
import lab.domain.MarketClock;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.book.BookEntry;
import lab.domain.progress.Heartbeat;
import lab.topics.codec.BookCodec;
import lab.topics.codec.MalformedMessage;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * The market's three topics as one log, off the cold tier, and the order books where they are
 * wanted: the partitions merged by the bus's stamps, then trades before ticks before books before
 * heartbeats, then by partition, as the live desk merges them.
 *
 * <p>What neither candles, nor clearing, nor the desk look at is not read: of a tick its bid, its
 * ask and its time are as they were, the rest is the same for all.
 */
final class RecordedMarket {
    private static final String EXCHANGE = "recorded";
    private static final int PAIR = Rows.FIRST;
    private static final int TIME = Rows.FIRST + 1;

    /** The first of those that depend on the kind. */
    private static final int REST = Rows.FIRST + 2;

    private final Names names = new Names();

    /** The number of the word. */
    private final long sell = names.number(Side.SELL.name());

    /** By the number of the name. */
    private @Nullable Pair[] pairs = new Pair[16];

    /** By the index of the partition. */
    private final Kind[] kinds;

    private final ColdMerge merge;
    private byte[] payload = new byte[1 << 12];
    private long messages;

    private RecordedMarket(Tables tables, boolean withBooks) throws IOException {
        Map<ColdLog, Kind> logs = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            if (kind != Kind.BOOKS || withBooks) {
                logs.put(ColdLog.of(kind.columns(), names, tables.table(kind.table())), kind);
            }
        }
        this.merge = new ColdMerge(List.copyOf(logs.keySet()));
        this.kinds = new Kind[merge.partitions().size()];
        merge.partitions()
                .forEach(it -> kinds[it.index()] = Objects.requireNonNull(logs.get(it.log())));
    }

    /** Finds a table by its name. */
    interface Tables {
        Optional<Table> table(String name);
    }

    static RecordedMarket of(Tables tables) throws IOException {
        return new RecordedMarket(tables, /* withBooks= */ false);
    }

    /** One that strategies look at: with the order books if any of them reads these. */
    static RecordedMarket of(Tables tables, List<? extends Strategy> strategies)
            throws IOException {
        return new RecordedMarket(tables, strategies.stream().anyMatch(Strategy::readsBook));
    }

    /** How many messages were given. */
    long messages() {
        return messages;
    }

    /** Gives all messages, or as many as are wanted. */
    void give(MarketSink sink) throws IOException {
        while (!sink.isDone()) {
            ColdLog.@Nullable Partition next = merge.next();
            if (next == null) {
                return;
            }
            Instant taken = EventTime.ofMicros(next.stamp());
            switch (kinds[next.index()]) {
                case TICKS -> {
                    long offset = next.get(Rows.OFFSET);
                    Tick tick = tick(next);
                    next.take();
                    sink.tick(tick, next.number(), offset, taken);
                }
                case TRADES -> {
                    Trade trade = trade(next);
                    next.take();
                    sink.trade(trade, taken);
                }
                case BOOKS -> {
                    BookEntry entry = entry(next);
                    next.take();
                    sink.book(entry);
                }
                case HEARTBEATS -> {
                    Heartbeat heartbeat = heartbeat(next);
                    next.take();
                    sink.heartbeat(heartbeat, taken);
                }
            }
            messages++;
        }
    }

    private Pair pair(ColdLog.Partition at) {
        int number = (int) at.get(PAIR);
        if (number >= pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * number);
        }
        Pair known = pairs[number];
        if (known == null) {
            known = new Pair(names.name(number));
            pairs[number] = known;
        }
        return known;
    }

    private Tick tick(ColdLog.Partition at) {
        var bid = new Price(at.get(REST + 1));
        var ask = new Price(at.get(REST + 2));
        return new Tick(
                pair(at),
                at.get(REST),
                ask.isPositive() ? ask : bid,
                bid,
                ask,
                BigDecimal.ZERO,
                EventTime.ofMicros(at.get(TIME)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                EXCHANGE);
    }

    private Trade trade(ColdLog.Partition at) {
        long feedTime = at.get(REST + 3);
        return new Trade(
                pair(at),
                at.get(REST),
                new Price(at.get(REST + 1)),
                new Quantity(at.get(REST + 2)),
                at.get(REST + 4) == sell ? Side.SELL : Side.BUY,
                0,
                EventTime.ofMicros(at.get(TIME)),
                EXCHANGE,
                feedTime == Rows.NONE
                        ? Optional.empty()
                        : Optional.of(EventTime.ofMicros(feedTime)));
    }

    private BookEntry entry(ColdLog.Partition at) throws IOException {
        int length = at.payloadLength();
        if (payload.length < length) {
            payload = new byte[2 * length];
        }
        at.payload(payload);
        try {
            // The job that stored it has looked at its times when the bus had it
            return BookCodec.decode(payload, 0, length, MarketClock.OWN.receipt(Instant.EPOCH));
        } catch (MalformedMessage e) {
            throw new IOException("cold book_changes: rows must be readable, " + e.reason(), e);
        }
    }

    private Heartbeat heartbeat(ColdLog.Partition at) {
        return new Heartbeat(
                pair(at),
                at.get(REST),
                EventTime.ofMicros(at.get(TIME)),
                EXCHANGE,
                at.get(REST + 1) == 1);
    }
}
