package lab.backtest.recorded;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.domain.EventTime;
import lab.domain.Heartbeat;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.Tick;
import lab.domain.Trade;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * The market's three topics as one log, off the cold tier: the nine partitions merged by the bus's
 * stamps, then trades before ticks before heartbeats, then by partition, as the live desk merges
 * them.
 *
 * <p>What neither candles, nor clearing, nor the desk look at is not read: of a tick its bid, its
 * ask and its time are as they were, the rest is the same for all.
 */
final class RecordedMarket {
    private static final String EXCHANGE = "recorded";

    private final Pairs pairs = new Pairs();
    private final List<ColdLog> logs = new ArrayList<>();
    private final List<ColdLog.Partition> partitions = new ArrayList<>();
    private long messages;

    /** Below this stamp nothing is unread. */
    private long readTo = Long.MIN_VALUE;

    private RecordedMarket() {}

    /** Finds a table by its name. */
    interface Tables {
        Optional<Table> table(String name);
    }

    static RecordedMarket of(Tables tables) throws IOException {
        var market = new RecordedMarket();
        for (Kind kind : Kind.values()) {
            ColdLog log = ColdLog.of(kind, market.pairs, tables.table(kind.table()));
            market.logs.add(log);
            market.partitions.addAll(log.partitions());
        }
        return market;
    }

    /** How many messages were given. */
    long messages() {
        return messages;
    }

    /** Gives all messages, or as many as are wanted. */
    void give(MarketSink sink) throws IOException {
        while (!sink.isDone()) {
            ColdLog.@Nullable Partition next = next();
            if (next == null) {
                return;
            }
            Instant taken = EventTime.ofMicros(next.stamp());
            switch (next.kind()) {
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
                case HEARTBEATS -> {
                    Heartbeat heartbeat = heartbeat(next);
                    next.take();
                    sink.heartbeat(heartbeat, taken);
                }
            }
            messages++;
        }
    }

    private ColdLog.@Nullable Partition next() throws IOException {
        while (true) {
            ColdLog.@Nullable Partition first = first();
            long stamp = first == null ? Long.MAX_VALUE : first.stamp();
            if (stamp < readTo) {
                return first;
            }
            @Nullable ColdLog behind = behind(stamp);
            if (behind == null) {
                return first;
            }
            behind.readOn();
            readTo = logs.stream().mapToLong(ColdLog::unreadFrom).min().orElse(Long.MAX_VALUE);
        }
    }

    private ColdLog.@Nullable Partition first() {
        ColdLog.@Nullable Partition first = null;
        long earliest = Long.MAX_VALUE;
        for (ColdLog.Partition partition : partitions) {
            if (!partition.isEmpty()) {
                long stamp = partition.stamp();
                if (first == null || stamp < earliest) {
                    earliest = stamp;
                    first = partition;
                }
            }
        }
        return first;
    }

    /** A log of which a file may have an older message, or any while there is none. */
    private @Nullable ColdLog behind(long stamp) {
        @Nullable ColdLog behind = null;
        for (ColdLog log : logs) {
            long from = log.unreadFrom();
            if (from != Long.MAX_VALUE
                    && from <= stamp
                    && (behind == null || from < behind.unreadFrom())) {
                behind = log;
            }
        }
        return behind;
    }

    private Tick tick(ColdLog.Partition at) {
        var bid = new Price(at.get(Rows.REST + 1));
        var ask = new Price(at.get(Rows.REST + 2));
        return new Tick(
                pairs.pair(at.get(Rows.PAIR)),
                at.get(Rows.REST),
                ask.isPositive() ? ask : bid,
                bid,
                ask,
                BigDecimal.ZERO,
                EventTime.ofMicros(at.get(Rows.TIME)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                EXCHANGE);
    }

    private Trade trade(ColdLog.Partition at) {
        long feedTime = at.get(Rows.REST + 3);
        return new Trade(
                pairs.pair(at.get(Rows.PAIR)),
                at.get(Rows.REST),
                new Price(at.get(Rows.REST + 1)),
                new Quantity(at.get(Rows.REST + 2)),
                Side.BUY,
                0,
                EventTime.ofMicros(at.get(Rows.TIME)),
                EXCHANGE,
                feedTime == Rows.NONE
                        ? Optional.empty()
                        : Optional.of(EventTime.ofMicros(feedTime)));
    }

    private Heartbeat heartbeat(ColdLog.Partition at) {
        return new Heartbeat(
                pairs.pair(at.get(Rows.PAIR)),
                at.get(Rows.REST),
                EventTime.ofMicros(at.get(Rows.TIME)),
                EXCHANGE,
                at.get(Rows.REST + 1) == 1);
    }
}
