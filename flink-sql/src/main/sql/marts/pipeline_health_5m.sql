-- pipeline_health_5m: what came through in each five minutes of the bus's clock: messages of each topic as
-- the cold tier has them, dead letters, trades that came again (of one id the first in the log counts), and
-- trades that came too late for a candle. `dead_share`: dead letters by all messages.

CREATE VIEW marts.`${database}`.pipeline_health_5m AS
WITH came AS (
    SELECT *
    FROM (
        SELECT 'prices' AS kind, CAST(bus_time AS TIMESTAMP(3)) AS bus_ms
        FROM cold.`${database}`.ticks
        UNION ALL
        SELECT 'trades', CAST(bus_time AS TIMESTAMP(3))
        FROM cold.`${database}`.trades
        UNION ALL
        SELECT 'heartbeats', CAST(bus_time AS TIMESTAMP(3))
        FROM cold.`${database}`.heartbeats
        UNION ALL
        SELECT 'orders', CAST(bus_time AS TIMESTAMP(3))
        FROM cold.`${database}`.orders
        UNION ALL
        SELECT 'executions', CAST(bus_time AS TIMESTAMP(3))
        FROM cold.`${database}`.executions
        UNION ALL
        SELECT 'dead letters', CAST(bus_time AS TIMESTAMP(3))
        FROM cold.`${database}`.dead_letters
        UNION ALL
        SELECT 'repeated', bus_ms
        FROM (
            SELECT
                CAST(bus_time AS TIMESTAMP(3)) AS bus_ms,
                ROW_NUMBER() OVER (PARTITION BY pair, trade_id ORDER BY bus_offset) AS place
            FROM cold.`${database}`.trades
        )
        WHERE place > 1
        UNION ALL
        SELECT 'late', CAST(t.bus_time AS TIMESTAMP(3))
        FROM warm.`${database}`.late_trades AS l
        JOIN cold.`${database}`.trades AS t
            ON t.bus_partition = l.bus_partition AND t.bus_offset = l.bus_offset
    )
),
windows AS (
    SELECT
        kind,
        TIMESTAMPADD(
            MINUTE,
            -CAST(MOD(EXTRACT(MINUTE FROM bus_ms), 5) AS INT),
            FLOOR(bus_ms TO MINUTE)
        ) AS window_start
    FROM came
)
SELECT
    window_start,
    COUNT(CASE kind WHEN 'prices' THEN 1 END) AS prices,
    COUNT(CASE kind WHEN 'trades' THEN 1 END) AS trades,
    COUNT(CASE kind WHEN 'heartbeats' THEN 1 END) AS heartbeats,
    COUNT(CASE kind WHEN 'orders' THEN 1 END) AS orders,
    COUNT(CASE kind WHEN 'executions' THEN 1 END) AS executions,
    COUNT(CASE kind WHEN 'dead letters' THEN 1 END) AS dead_letters,
    COUNT(CASE kind WHEN 'repeated' THEN 1 END) AS repeated_trades,
    COUNT(CASE kind WHEN 'late' THEN 1 END) AS late_trades,
    CAST(COUNT(CASE kind WHEN 'dead letters' THEN 1 END) AS DOUBLE)
        / COUNT(CASE WHEN kind <> 'repeated' AND kind <> 'late' THEN 1 END) AS dead_share
FROM windows
GROUP BY window_start;
