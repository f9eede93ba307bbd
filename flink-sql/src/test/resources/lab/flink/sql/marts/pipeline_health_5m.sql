WITH all_of AS (
    SELECT 'p' AS k, bus_time FROM ticks
    UNION ALL SELECT 't', bus_time FROM trades
    UNION ALL SELECT 'h', bus_time FROM heartbeats
    UNION ALL SELECT 'o', bus_time FROM orders
    UNION ALL SELECT 'e', bus_time FROM executions
    UNION ALL SELECT 'd', bus_time FROM dead_letters
),
repeated AS (
    SELECT bus_time FROM trades ANTI JOIN first_trades USING (bus_partition, bus_offset)
),
late AS (
    SELECT bus_time FROM first_trades
    WHERE seen >= date_trunc('minute', event_time) + INTERVAL '1 hour 1 minute 10 seconds'
)
SELECT
    time_bucket(INTERVAL 5 MINUTES, bus_time) AS start,
    count(*) FILTER (k = 'p'), count(*) FILTER (k = 't'), count(*) FILTER (k = 'h'), count(*) FILTER (k = 'o'),
    count(*) FILTER (k = 'e'), count(*) FILTER (k = 'd'),
    (SELECT count(*) FROM repeated AS r WHERE time_bucket(INTERVAL 5 MINUTES, r.bus_time) = start),
    (SELECT count(*) FROM late AS l WHERE time_bucket(INTERVAL 5 MINUTES, l.bus_time) = start),
    count(*) FILTER (k = 'd') / count(*)
FROM all_of
GROUP BY start
