-- candle: a candle of the warm tier that is not what the trades of the cold tier make. Counted again from
-- each trade once, the first of its id, but those that came when their candle was closed: when the pair had
-- shown a time an hour and ten seconds past the end of the window. Imported candles are not compared, nor
-- those that a feed that goes on may still correct.

CREATE TABLE intervals AS
SELECT *
FROM (
    VALUES ('1m', INTERVAL 1 MINUTE), ('5m', INTERVAL 5 MINUTES), ('1h', INTERVAL 1 HOUR)
) AS i (label, length);

CREATE TABLE told_candles AS
SELECT '1m' AS label, *
FROM warm_candles_1m
WHERE coalesce(source, 'live') = 'live'
UNION ALL
SELECT '5m', *
FROM warm_candles_5m
WHERE coalesce(source, 'live') = 'live'
UNION ALL
SELECT '1h', *
FROM warm_candles_1h
WHERE coalesce(source, 'live') = 'live';

-- From when to when both tiers tell of an interval, and what is asked for. Where warm begins later than
-- cold its first candle may be a part of one.
CREATE TABLE comparable AS
WITH reach AS (
    SELECT min(event_time) AS oldest, max(event_time) AS newest
    FROM first_trades
),
ended AS (
    SELECT coalesce(arg_max(ended, last_time), FALSE) AS ended
    FROM cold_heartbeats
)
SELECT
    i.label, i.length,
    greatest(
        CASE
            WHEN min(t.window_start) > any_value(oldest) THEN min(t.window_start) + i.length
            ELSE min(t.window_start)
        END,
        time_bucket(i.length, any_value(oldest)),
        coalesce(any_value(a.from_time), min(t.window_start))
    ) AS from_time,
    least(
        max(t.window_end),
        CASE
            WHEN any_value(ended) AND NOT any_value(is_running) THEN max(t.window_end)
            ELSE any_value(newest - settled_after)
        END,
        coalesce(any_value(a.to_time), max(t.window_end))
    ) AS to_time
FROM intervals AS i
JOIN told_candles AS t USING (label)
CROSS JOIN reach
CROSS JOIN ended
CROSS JOIN asked AS a
CROSS JOIN limits
GROUP BY i.label, i.length;

CREATE TABLE due_candles AS
SELECT
    c.label, t.pair,
    time_bucket(c.length, t.event_time) AS window_start,
    arg_min(price, place) AS "open",
    max(price) AS high,
    min(price) AS low,
    arg_max(price, place) AS "close",
    sum(size) AS volume,
    sum(price::DECIMAL(19, 8) * size::DECIMAL(19, 8))::DECIMAL(38, 16) AS quote_volume,
    count(*) AS trade_count
FROM (
    -- Trades of one moment are in the order of their ids.
    SELECT *, epoch_us(event_time)::HUGEINT * 9223372036854775808 + trade_id AS place
    FROM first_trades
) AS t
JOIN comparable AS c ON t.event_time >= c.from_time AND t.event_time < c.to_time
WHERE t.seen < time_bucket(c.length, t.event_time) + c.length + INTERVAL '1 hour 10 seconds'
GROUP BY c.label, t.pair, time_bucket(c.length, t.event_time), c.to_time, c.length
HAVING time_bucket(c.length, any_value(t.event_time)) + c.length <= c.to_time;

INSERT INTO marked
SELECT
    'candle', 'warm.candles_' || label, pair, window_start, window_start + length, 1,
    CASE
        WHEN found IS NULL THEN 'a candle is missing'
        WHEN due IS NULL THEN 'a candle has no trades'
        ELSE 'a candle is not what its trades make'
    END,
    window_start || ': must be ' || coalesce(due::VARCHAR, 'absent')
        || ', was ' || coalesce(found::VARCHAR, 'absent')
FROM (
    SELECT
        label, pair, window_start,
        CASE WHEN d.trade_count IS NOT NULL THEN {
            'open': d.open, 'high': d.high, 'low': d.low, 'close': d.close,
            'volume': d.volume::DECIMAL(38, 8), 'quote_volume': d.quote_volume,
            'trade_count': d.trade_count
        } END AS due,
        CASE WHEN t.open IS NOT NULL THEN {
            'open': t.open, 'high': t.high, 'low': t.low, 'close': t.close,
            'volume': t.volume, 'quote_volume': t.quote_volume, 'trade_count': t.trade_count
        } END AS found,
        t.vwap
    FROM due_candles AS d
    FULL JOIN (
        SELECT t.*
        FROM told_candles AS t
        JOIN comparable AS c
            ON c.label = t.label AND t.window_start >= c.from_time AND t.window_end <= c.to_time
    ) AS t USING (label, pair, window_start)
) AS compared
JOIN intervals USING (label)
WHERE due IS DISTINCT FROM found
    OR abs(vwap::DOUBLE - found.quote_volume::DOUBLE / found.volume::DOUBLE)
        > 0.00000001 + 1e-12 * vwap::DOUBLE;

INSERT INTO notes
SELECT 'warm: there are no candles of trades, so none were compared'
WHERE NOT EXISTS (FROM told_candles);
