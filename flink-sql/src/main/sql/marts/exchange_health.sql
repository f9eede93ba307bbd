-- exchange_health: how an exchange keeps its word, of all that the cold tier has of it, by the bus's clock.
-- `silent_seconds`: its newest message against the newest of any exchange. `gaps`: numbers of trades between
-- a pair's least and greatest that never came. `reconnects`: how often it was silent for longer than the
-- service level allows, and came again. `resyncs`: snapshots of order books behind the first of a pair and
-- feed. `losses`: how often a book was not known any more. `heard_share`: minutes with a message by minutes
-- since the first; `is_met` holds it, and the silence now, against the exchange's service level, and is NULL,
-- as `reconnects`, where that has none.

CREATE VIEW marts.`${database}`.exchange_health AS
WITH heard AS (
    SELECT *
    FROM (
        SELECT exchange, event_time, CAST(bus_time AS TIMESTAMP(3)) AS bus_ms
        FROM cold.`${database}`.ticks
        UNION ALL
        SELECT exchange, event_time, CAST(bus_time AS TIMESTAMP(3))
        FROM cold.`${database}`.trades
        UNION ALL
        SELECT exchange, event_time, CAST(bus_time AS TIMESTAMP(3))
        FROM cold.`${database}`.heartbeats
    )
),
seconds AS (
    SELECT exchange, FLOOR(bus_ms TO SECOND) AS heard_at, MAX(event_time) AS event_time, COUNT(*) AS messages
    FROM heard
    GROUP BY exchange, FLOOR(bus_ms TO SECOND)
),
steps AS (
    SELECT
        *,
        TIMESTAMPDIFF(
            SECOND,
            LAG(heard_at) OVER (PARTITION BY exchange ORDER BY heard_at),
            heard_at
        ) AS silence
    FROM seconds
),
told AS (
    SELECT
        s.exchange,
        MAX(s.event_time) AS newest_event,
        MIN(s.heard_at) AS first_heard,
        MAX(s.heard_at) AS last_heard,
        SUM(s.messages) AS messages,
        COUNT(CASE WHEN s.silence > l.silent_seconds_max THEN 1 END) AS reconnects,
        COUNT(DISTINCT FLOOR(s.heard_at TO MINUTE)) AS heard_minutes,
        MAX(l.silent_seconds_max) AS silent_seconds_max,
        MAX(l.heard_share_min) AS heard_share_min
    FROM steps AS s
    LEFT JOIN marts.`${database}`.service_levels AS l ON l.exchange = s.exchange
    GROUP BY s.exchange
),
shares AS (
    SELECT
        *,
        TIMESTAMPDIFF(SECOND, last_heard, MAX(last_heard) OVER ()) AS silent_seconds,
        CAST(heard_minutes AS DOUBLE)
            / (TIMESTAMPDIFF(MINUTE, FLOOR(first_heard TO MINUTE), FLOOR(last_heard TO MINUTE)) + 1)
            AS heard_share
    FROM told
),
numbers AS (
    SELECT exchange, SUM(missing) AS gaps
    FROM (
        SELECT exchange, pair, MAX(trade_id) - MIN(trade_id) + 1 - COUNT(DISTINCT trade_id) AS missing
        FROM cold.`${database}`.trades
        GROUP BY exchange, pair
    )
    GROUP BY exchange
),
books AS (
    SELECT exchange, SUM(GREATEST(snapshots - 1, 0)) AS resyncs, SUM(losses) AS losses
    FROM (
        SELECT
            exchange, pair, feed,
            COUNT(CASE WHEN kind = 'snapshot' AND part = 1 THEN 1 END) AS snapshots,
            COUNT(CASE WHEN kind = 'lost' THEN 1 END) AS losses
        FROM cold.`${database}`.book_changes
        GROUP BY exchange, pair, feed
    )
    GROUP BY exchange
)
SELECT
    s.exchange,
    s.newest_event,
    s.last_heard,
    s.silent_seconds,
    s.messages,
    COALESCE(n.gaps, 0) AS gaps,
    CASE WHEN s.silent_seconds_max IS NOT NULL THEN s.reconnects END AS reconnects,
    COALESCE(b.resyncs, 0) AS resyncs,
    COALESCE(b.losses, 0) AS losses,
    s.heard_share,
    s.heard_share_min,
    s.heard_share >= s.heard_share_min AND s.silent_seconds <= s.silent_seconds_max AS is_met
FROM shares AS s
LEFT JOIN numbers AS n ON n.exchange = s.exchange
LEFT JOIN books AS b ON b.exchange = s.exchange;
