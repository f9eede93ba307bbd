-- late: trades that came when the candle of their minute was closed, as a share of a pair's trades of a
-- day. A few are usual: the first frame after a connection repeats a trade of long ago.

CREATE TABLE late_days AS
SELECT
    pair,
    count(*) AS row_count,
    count(*) FILTER (is_late) AS late,
    min(event_time) FILTER (is_late) AS from_time,
    max(event_time) FILTER (is_late) AS to_time,
    max(seen - event_time) FILTER (is_late) AS late_by
FROM (
    SELECT
        *,
        seen >= time_bucket(INTERVAL 1 MINUTE, event_time) + INTERVAL '1 hour 1 minute 10 seconds'
            AS is_late
    FROM first_trades
)
GROUP BY pair, event_time::DATE;

INSERT INTO marked
SELECT
    'late', 'cold.trades', pair, from_time, to_time, late,
    'trades came too late for their candles',
    late || ' of ' || row_count || ' of the day, by up to ' || (epoch(late_by) / 60)::BIGINT
        || ' minutes'
FROM late_days
CROSS JOIN limits
WHERE late >= late_trades AND late >= late_share * row_count;
