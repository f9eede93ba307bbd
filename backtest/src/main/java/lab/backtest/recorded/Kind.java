package lab.backtest.recorded;

import java.util.List;

/** The topics of the market, in the order in which the desk takes messages of one stamp. */
enum Kind {
    TRADES("trades"),
    TICKS("ticks"),
    HEARTBEATS("heartbeats");

    private final String table;

    Kind(String table) {
        this.table = table;
    }

    /** Of the cold tier. */
    String table() {
        return table;
    }

    /** Beyond those that all have. */
    List<String> columns() {
        return switch (this) {
            case TRADES -> List.of("trade_id", "price", "size", "feed_time");
            case TICKS -> List.of("sequence", "best_bid", "best_ask");
            case HEARTBEATS -> List.of("last_trade_id", "ended");
        };
    }
}
