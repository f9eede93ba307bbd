package lab.backtest.recorded;

import java.util.List;
import lab.cold.ColdColumns;

/** The topics of the market, in the order in which the desk takes messages of one stamp. */
enum Kind {
    TRADES("trades"),
    TICKS("ticks"),
    BOOKS("book_changes"),
    HEARTBEATS("heartbeats");

    private final String table;

    Kind(String table) {
        this.table = table;
    }

    /** Of the cold tier. */
    String table() {
        return table;
    }

    /** Pair and time, and behind them what differs. */
    ColdColumns columns() {
        return new ColdColumns(
                table,
                switch (this) {
                    case TRADES ->
                            List.of(
                                    "pair",
                                    "event_time",
                                    "trade_id",
                                    "price",
                                    "size",
                                    "feed_time",
                                    "side");
                    case TICKS -> List.of("pair", "event_time", "sequence", "best_bid", "best_ask");
                    case BOOKS -> List.of("pair", "event_time");
                    case HEARTBEATS -> List.of("pair", "event_time", "last_trade_id", "ended");
                },
                this == BOOKS);
    }
}
