-- daily_metrics: what each UTC day was for a pair, by the closes of its minutes; minutes without a trade do
-- not count. `daily_return`: last close by first open, less 1. `volatility`: root of the sum of squares of
-- the logarithmic returns from close to close, so that of the day, not of a year. `drawdown_max`: the
-- largest fall of a close below the highest close before it on that day, as a share of that.

CREATE VIEW marts.`${database}`.daily_metrics AS
SELECT
    pair,
    source,
    `day` AS window_start,
    MAX(CASE WHEN from_last = 1 THEN last_close END)
        / MAX(CASE WHEN from_first = 1 THEN first_open END) - 1 AS daily_return,
    SQRT(SUM(COALESCE(step * step, 0))) AS volatility,
    MAX(1 - last_close / highest) AS drawdown_max,
    SUM(volume) AS volume,
    SUM(trade_count) AS trade_count,
    COUNT(*) AS minutes
FROM (
    SELECT
        pair, source, `day`, volume, trade_count, from_first,
        CAST(`open` AS DOUBLE) AS first_open,
        CAST(`close` AS DOUBLE) AS last_close,
        CAST(highest AS DOUBLE) AS highest,
        LN(CAST(`close` AS DOUBLE) / CAST(close_before AS DOUBLE)) AS step,
        ROW_NUMBER() OVER (PARTITION BY pair, source, `day` ORDER BY window_start DESC) AS from_last
    FROM (
        SELECT
            pair, source, `day`, window_start, `open`, `close`, volume, trade_count,
            ROW_NUMBER() OVER (PARTITION BY pair, source, `day` ORDER BY window_start) AS from_first,
            LAG(`close`) OVER (PARTITION BY pair, source, `day` ORDER BY window_start) AS close_before,
            MAX(`close`) OVER (
                PARTITION BY pair, source, `day` ORDER BY window_start
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS highest
        FROM (
            SELECT *, FLOOR(window_start TO DAY) AS `day`
            FROM warm.`${database}`.candles_1m
        )
    )
)
GROUP BY pair, source, `day`;
