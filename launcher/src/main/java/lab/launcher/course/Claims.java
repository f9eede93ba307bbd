package lab.launcher.course;

import java.util.List;

/** What has to hold of each tier. */
final class Claims {
    static final List<Claim> HOT =
            List.of(
                    Claim.filled("hot.crypto.ticks"),
                    Claim.wholeBus("hot.crypto.ticks"),
                    Claim.noneTwice("hot.crypto.ticks"),
                    new Claim(
                            "hot.crypto.quotes has the newest tick of each pair",
                            """
                            SELECT t.pair FROM (
                                SELECT pair, MAX(event_time) AS newest
                                FROM hot.crypto.ticks GROUP BY pair
                            ) AS t LEFT JOIN hot.crypto.quotes AS q ON q.pair = t.pair
                            WHERE q.event_time IS NULL OR q.event_time <> t.newest\
                            """));

    static final List<Claim> WARM =
            List.of(
                    Claim.filled("warm.crypto.candles_1m"),
                    new Claim(
                            "in each candle low, mean price and high are in order",
                            """
                            SELECT pair, window_start FROM warm.crypto.candles_1m
                            WHERE low > high OR vwap < low OR vwap > high OR volume <= 0\
                            """),
                    new Claim(
                            "five minutes are what their minutes come to",
                            """
                            SELECT f.pair, f.window_start
                            FROM warm.crypto.candles_5m AS f
                            JOIN warm.crypto.candles_1m AS m ON m.pair = f.pair
                                AND m.window_start >= f.window_start
                                AND m.window_start < f.window_end
                            GROUP BY f.pair, f.window_start, f.volume, f.high, f.low
                            HAVING SUM(m.volume) <> f.volume
                                OR MAX(m.high) <> f.high OR MIN(m.low) <> f.low\
                            """),
                    new Claim(
                            "each candle counts the trades that the hot tier has of its minute",
                            """
                            SELECT c.pair, c.window_start
                            FROM warm.crypto.candles_1m AS c
                            LEFT JOIN hot.crypto.trades AS t ON t.pair = c.pair
                                AND t.event_time >= c.window_start
                                AND t.event_time < c.window_end
                            GROUP BY c.pair, c.window_start, c.trade_count
                            HAVING COUNT(DISTINCT t.trade_id) <> c.trade_count\
                            """));

    static final List<Claim> COLD =
            List.of(
                    Claim.filled("cold.crypto.trades"),
                    Claim.wholeBus("cold.crypto.trades"),
                    Claim.noneTwice("cold.crypto.trades"),
                    new Claim(
                            "each row says what its message says",
                            """
                            SELECT pair, trade_id FROM cold.crypto.trades
                            WHERE payload NOT LIKE '%"pair":"' || pair || '"%'
                                OR payload NOT LIKE
                                    '%"trade_id":' || CAST(trade_id AS STRING) || ',%'\
                            """),
                    new Claim(
                            "a minute's trades come to the volume of its candle, to the last digit",
                            """
                            SELECT c.pair, c.window_start
                            FROM warm.crypto.candles_1m AS c
                            LEFT JOIN cold.crypto.trades AS t ON t.pair = c.pair
                                AND t.event_time >= c.window_start
                                AND t.event_time < c.window_end
                            GROUP BY c.pair, c.window_start, c.volume
                            HAVING SUM(t.size) IS NULL OR SUM(t.size) <> c.volume\
                            """));

    static final List<Claim> LEDGER =
            List.of(
                    Claim.filled("warm.crypto.executions"),
                    Claim.filled("warm.crypto.transfers"),
                    new Claim(
                            "of each asset all balances come to nothing",
                            """
                            SELECT asset FROM warm.crypto.balances
                            GROUP BY asset HAVING SUM(balance) <> 0\
                            """),
                    new Claim(
                            "a balance is what came in less what went out",
                            """
                            SELECT b.account, b.asset
                            FROM warm.crypto.balances AS b LEFT JOIN (
                                SELECT account, asset, SUM(amount) AS moved FROM (
                                    SELECT credit AS account, asset, amount
                                    FROM warm.crypto.transfers
                                    UNION ALL
                                    SELECT debit AS account, asset, -amount AS amount
                                    FROM warm.crypto.transfers
                                ) AS legs GROUP BY account, asset
                            ) AS t ON t.account = b.account AND t.asset = b.asset
                            WHERE t.moved IS NULL OR t.moved <> b.balance\
                            """),
                    new Claim(
                            "no trader has less than nothing",
                            """
                            SELECT account, asset FROM warm.crypto.balances
                            WHERE balance < 0 AND account NOT LIKE '@%'\
                            """),
                    new Claim(
                            "each fill has its transfers",
                            """
                            SELECT e.account, e.order_id
                            FROM warm.crypto.executions AS e
                            LEFT JOIN warm.crypto.transfers AS t ON t.order_id = e.order_id
                            WHERE e.status = 'FILLED' AND t.order_id IS NULL\
                            """));

    private Claims() {}
}
