-- liquidity: what it costs to trade a pair, and which side presses, now and by hour of event time. Of order
-- books (`measured_by` = book): now is the newest second, an hour the mean of the minutes in which the book
-- was known; `not_known` counts the others, and says 1 of now if the book is not known. Of the ticker: the
-- mean of the ticks with both sides that do not cross, which know no imbalance; now is the newest tick.

CREATE VIEW marts.`${database}`.liquidity AS
SELECT
    pair,
    'book' AS measured_by,
    'hour' AS span,
    FLOOR(window_start TO HOUR) AS window_start,
    AVG(CAST(spread_bps AS DOUBLE)) AS spread_bps,
    AVG(CAST(imbalance_5 AS DOUBLE)) AS imbalance_5,
    AVG(CAST(imbalance_20 AS DOUBLE)) AS imbalance_20,
    COUNT(spread_bps) AS known,
    COUNT(reason) AS not_known
FROM warm.`${database}`.book_features
WHERE resolution = '1m'
GROUP BY pair, FLOOR(window_start TO HOUR)
UNION ALL
SELECT
    pair, 'book', 'now', window_start,
    CAST(spread_bps AS DOUBLE), CAST(imbalance_5 AS DOUBLE), CAST(imbalance_20 AS DOUBLE),
    CASE WHEN reason IS NULL THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END,
    CASE WHEN reason IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END
FROM (
    SELECT
        *,
        ROW_NUMBER() OVER (PARTITION BY pair ORDER BY window_start DESC) AS from_last
    FROM warm.`${database}`.book_features
    WHERE resolution = '1s'
)
WHERE from_last = 1
UNION ALL
SELECT
    pair, 'ticker', 'hour', FLOOR(CAST(event_time AS TIMESTAMP(3)) TO HOUR),
    AVG(spread_bps), CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE),
    COUNT(spread_bps), COUNT(*) - COUNT(spread_bps)
FROM (
    SELECT
        pair, event_time,
        CASE WHEN best_bid > 0 AND best_ask > best_bid
            THEN CAST(best_ask - best_bid AS DOUBLE) * 20000 / CAST(best_ask + best_bid AS DOUBLE)
        END AS spread_bps
    FROM cold.`${database}`.ticks
)
GROUP BY pair, FLOOR(CAST(event_time AS TIMESTAMP(3)) TO HOUR)
UNION ALL
SELECT
    pair, 'ticker', 'now', CAST(event_time AS TIMESTAMP(3)),
    CAST(best_ask - best_bid AS DOUBLE) * 20000 / CAST(best_ask + best_bid AS DOUBLE),
    CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE), CAST(1 AS BIGINT), CAST(0 AS BIGINT)
FROM (
    SELECT
        *,
        ROW_NUMBER() OVER (PARTITION BY pair ORDER BY event_time DESC, bus_offset DESC) AS from_last
    FROM cold.`${database}`.ticks
    WHERE best_bid > 0
        AND best_ask > best_bid
)
WHERE from_last = 1;
