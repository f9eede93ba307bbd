-- What several rules need. All messages of a pair are in one partition, so that offsets order them.

-- Each trade as it stands first in the log: a repeat counts once. `seen` is the newest time that its
-- pair had shown by then, which decides whether it came too late for a candle.
CREATE TABLE first_trades AS
WITH numbered AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY pair, trade_id ORDER BY bus_offset
        ) AS place
    FROM cold_trades
)
SELECT
    * EXCLUDE (place),
    max(greatest(event_time, coalesce(feed_time, event_time))) OVER (
        PARTITION BY pair ORDER BY bus_offset
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS seen
FROM numbered
WHERE place = 1;

-- Each tick once, however often it was sent.
CREATE TABLE first_ticks AS
SELECT *
FROM cold_ticks
QUALIFY row_number() OVER (
    PARTITION BY pair, sequence, event_time, price, best_bid, best_ask
    ORDER BY bus_offset
) = 1;
