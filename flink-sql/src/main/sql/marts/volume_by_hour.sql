-- volume_by_hour: what was traded of a pair in each hour, of one source as in candles_1d, and which share of
-- its UTC day that was. `hour_of_day` is 0 to 23, UTC.

CREATE VIEW marts.`${database}`.volume_by_hour AS
SELECT
    pair,
    source,
    window_start,
    CAST(EXTRACT(HOUR FROM window_start) AS INT) AS hour_of_day,
    volume,
    quote_volume,
    trade_count,
    CAST(volume AS DOUBLE)
        / CAST(SUM(volume) OVER (PARTITION BY pair, source, FLOOR(window_start TO DAY)) AS DOUBLE)
        AS share_of_day
FROM warm.`${database}`.candles_1h;
