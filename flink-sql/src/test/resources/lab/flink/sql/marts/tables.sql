-- What the recounts have in common, of the files of the cold tier. Not a line of the marts' own SQL.

CREATE VIEW first_trades AS
SELECT
    * EXCLUDE (nth),
    max(greatest(event_time, coalesce(feed_time, event_time))) OVER (
        PARTITION BY pair ORDER BY bus_offset ROWS UNBOUNDED PRECEDING
    ) AS seen
FROM (
    SELECT *, row_number() OVER (PARTITION BY pair, trade_id ORDER BY bus_offset) AS nth
    FROM trades
)
WHERE nth = 1;

CREATE MACRO candles(length) AS TABLE
SELECT
    pair,
    time_bucket(length, event_time) AS start,
    arg_min(price, (event_time, trade_id)) AS o,
    max(price) AS h,
    min(price) AS l,
    arg_max(price, (event_time, trade_id)) AS c,
    sum(size) AS volume,
    sum(price::DECIMAL(19, 8) * size::DECIMAL(19, 8)) AS quote_volume,
    count(*) AS trade_count
FROM first_trades
WHERE seen < time_bucket(length, event_time) + length + INTERVAL '1 hour 10 seconds'
GROUP BY ALL;

CREATE VIEW told AS
SELECT exchange, event_time, bus_time FROM ticks
UNION ALL
SELECT exchange, event_time, bus_time FROM trades
UNION ALL
SELECT exchange, event_time, bus_time FROM heartbeats;
