-- candles_1d: a pair's candle of each UTC day, of one source: of the trades that the lab saw (`live`), or
-- imported. It is made of the day's candles of an hour: opened by the first that there is, closed by the
-- last, as high and low as any, sums exact; `vwap` is quote volume by volume. The last day is not over.

CREATE VIEW marts.`${database}`.candles_1d AS
SELECT
    pair,
    source,
    window_start,
    TIMESTAMPADD(DAY, 1, window_start) AS window_end,
    MAX(CASE WHEN from_first = 1 THEN `open` END) AS `open`,
    MAX(high) AS high,
    MIN(low) AS low,
    MAX(CASE WHEN from_last = 1 THEN `close` END) AS `close`,
    SUM(volume) AS volume,
    SUM(quote_volume) AS quote_volume,
    CAST(SUM(quote_volume) AS DOUBLE) / CAST(SUM(volume) AS DOUBLE) AS vwap,
    SUM(trade_count) AS trade_count
FROM (
    SELECT
        pair, source, `day` AS window_start, `open`, high, low, `close`, volume, quote_volume, trade_count,
        ROW_NUMBER() OVER (PARTITION BY pair, source, `day` ORDER BY window_start) AS from_first,
        ROW_NUMBER() OVER (PARTITION BY pair, source, `day` ORDER BY window_start DESC) AS from_last
    FROM (
        SELECT *, FLOOR(window_start TO DAY) AS `day`
        FROM warm.`${database}`.candles_1h
    )
)
GROUP BY pair, source, window_start;
