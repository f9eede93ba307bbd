package lab.replay;

import java.util.List;
import lab.cold.ColdColumns;
import lab.cold.Rows;
import lab.topics.Topic;

/** What is replayed, in the order in which messages of one stamp follow each other. */
enum Source {
    TERMS(Topic.TERMS, "terms", "from_time"),
    TRADES(Topic.TRADES, "trades", "event_time"),
    TICKS(Topic.PRICES, "ticks", "event_time"),
    ORDERS(Topic.ORDERS, "orders", "time"),
    HEARTBEATS(Topic.HEARTBEATS, "heartbeats", "event_time");

    /** When it happened at the exchange. */
    static final int TIME = Rows.FIRST;

    /** Whose; terms have none, and neither has an order that brings funds. */
    static final int PAIR = Rows.FIRST + 1;

    /** Of trades and heartbeats. */
    static final int TRADE_ID = Rows.FIRST + 2;

    static final int ENDED = Rows.FIRST + 3;
    static final int EXCHANGE = Rows.FIRST + 4;

    private final Topic topic;
    private final String table;
    private final String timeColumn;

    Source(Topic topic, String table, String timeColumn) {
        this.topic = topic;
        this.table = table;
        this.timeColumn = timeColumn;
    }

    Topic topic() {
        return topic;
    }

    String table() {
        return table;
    }

    String timeColumn() {
        return timeColumn;
    }

    ColdColumns columns() {
        List<String> numbers =
                switch (this) {
                    case TERMS -> List.of(timeColumn);
                    case TICKS, ORDERS -> List.of(timeColumn, "pair");
                    case TRADES -> List.of(timeColumn, "pair", "trade_id");
                    case HEARTBEATS ->
                            List.of(timeColumn, "pair", "last_trade_id", "ended", "exchange");
                };
        return new ColdColumns(table, numbers, true);
    }

    /** Whether it is of the market; the others change what becomes of it. */
    boolean isMarket() {
        return this == TRADES || this == TICKS || this == HEARTBEATS;
    }

    /** Those that a replay has. */
    static List<Source> of(ReplayedOrders orders) {
        return switch (orders) {
            case DECIDED_ANEW -> List.of(TERMS, TRADES, TICKS, HEARTBEATS);
            case OF_OTHERS, RECORDED -> List.of(TERMS, TRADES, TICKS, ORDERS, HEARTBEATS);
        };
    }
}
