WITH ordered AS (
    SELECT exchange, epoch(date_trunc('second', bus_time))::BIGINT AS sec, max(event_time) AS event_time, count(*) AS messages
    FROM told
    GROUP BY ALL
),
silences AS (
    SELECT *, sec - lag(sec) OVER (PARTITION BY exchange ORDER BY sec) AS silence
    FROM ordered
),
per AS (
    SELECT
        exchange, max(event_time) AS newest_event, min(sec) AS first_at, max(sec) AS last_at, sum(messages) AS messages,
        count(*) FILTER (silence > 10) AS reconnects, count(DISTINCT sec // 60) AS minutes
    FROM silences
    GROUP BY exchange
)
SELECT *, 0.999::DOUBLE, share >= 0.999 AND silent <= 10
FROM (
SELECT
    exchange, newest_event, make_timestamp(last_at * 1000000),
    (SELECT max(last_at) FROM per) - last_at AS silent, messages,
    (SELECT sum(g) FROM (
        SELECT max(trade_id) - min(trade_id) + 1 - count(DISTINCT trade_id) AS g
        FROM trades AS t WHERE t.exchange = per.exchange GROUP BY pair)),
    reconnects,
    coalesce((SELECT sum(n) FROM (
        SELECT greatest(count(*) FILTER (kind = 'snapshot' AND part = 1) - 1, 0) AS n
        FROM book_changes AS b WHERE b.exchange = per.exchange GROUP BY pair, feed)), 0),
    (SELECT count(*) FROM book_changes AS b WHERE b.exchange = per.exchange AND kind = 'lost'),
    minutes / (last_at // 60 - first_at // 60 + 1) AS share
FROM per
)
