-- ingestion_latency_1m: how long messages of a topic were under way, by minute of the bus's clock: the half,
-- 95 and 99 of a hundred that took no longer, each the time of a message that came (nearest rank). From the
-- exchange to the bus: the bus's stamp less the event's time. A recording and a simulated market have a
-- clock of their own, so of them it says how far the two clocks are apart.

CREATE VIEW marts.`${database}`.ingestion_latency_1m AS
WITH stamped AS (
    SELECT *
    FROM (
        SELECT
            'prices' AS topic,
            event_time,
            CAST(bus_time AS TIMESTAMP(6)) AS bus_time
        FROM cold.`${database}`.ticks
        UNION ALL
        SELECT 'trades', event_time, CAST(bus_time AS TIMESTAMP(6))
        FROM cold.`${database}`.trades
    )
),
-- A time as text has six places; there is no function that tells times apart by less than seconds.
timed AS (
    SELECT
        topic,
        FLOOR(CAST(bus_time AS TIMESTAMP(3)) TO MINUTE) AS window_start,
        1000000 * CAST(
            TIMESTAMPDIFF(
                SECOND,
                FLOOR(CAST(event_time AS TIMESTAMP(3)) TO SECOND),
                FLOOR(CAST(bus_time AS TIMESTAMP(3)) TO SECOND)
            ) AS BIGINT
        )
            + CAST(SUBSTRING(CAST(bus_time AS STRING), 21, 6) AS BIGINT)
            - CAST(SUBSTRING(CAST(event_time AS STRING), 21, 6) AS BIGINT) AS micros
    FROM stamped
),
placed AS (
    SELECT
        *,
        ROW_NUMBER() OVER (PARTITION BY topic, window_start ORDER BY micros) AS place,
        COUNT(*) OVER (PARTITION BY topic, window_start) AS messages
    FROM timed
)
SELECT
    topic,
    'exchange to bus' AS stage,
    window_start,
    MAX(messages) AS messages,
    CAST(MIN(CASE WHEN place * 100 >= messages * 50 THEN micros END) AS DOUBLE) / 1000 AS p50_ms,
    CAST(MIN(CASE WHEN place * 100 >= messages * 95 THEN micros END) AS DOUBLE) / 1000 AS p95_ms,
    CAST(MIN(CASE WHEN place * 100 >= messages * 99 THEN micros END) AS DOUBLE) / 1000 AS p99_ms
FROM placed
GROUP BY topic, window_start;
