-- bus-hole: a bus position that no row of the cold tier has, no dead letter names and no accepted loss of
-- the bus covers, between others that it has. bus-twice: one that two rows have. Both would be the cold
-- job's fault: it holds each message exactly once.

CREATE TABLE positions AS
SELECT
    'cold.trades' AS table_name, 'trades' AS topic, bus_partition, bus_offset, pair, event_time,
    bus_time
FROM cold_trades
UNION ALL
SELECT 'cold.ticks', 'prices', bus_partition, bus_offset, pair, event_time, bus_time
FROM cold_ticks;

CREATE TABLE position_steps AS
WITH known AS (
    SELECT table_name, topic, bus_partition, bus_offset, event_time, bus_time
    FROM positions
    UNION ALL
    SELECT t.table_name, d.topic, d."partition", d."offset", NULL, NULL
    FROM cold_dead_letters AS d
    JOIN (VALUES ('cold.trades', 'trades'), ('cold.ticks', 'prices')) AS t (table_name, topic)
        ON t.topic = d.topic
    WHERE d."offset" IS NOT NULL
    UNION ALL
    SELECT t.table_name, l.topic, l."partition", unnest([l.from_offset, l.to_offset]), NULL, NULL
    FROM cold_bus_losses AS l
    JOIN (VALUES ('cold.trades', 'trades'), ('cold.ticks', 'prices')) AS t (table_name, topic)
        ON t.topic = l.topic
)
SELECT
    table_name, topic, bus_partition, bus_offset, bus_time,
    lag(bus_offset) OVER places AS offset_before,
    last_value(event_time IGNORE NULLS) OVER (
        PARTITION BY table_name, bus_partition ORDER BY bus_offset
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS time_before,
    first_value(event_time IGNORE NULLS) OVER (
        PARTITION BY table_name, bus_partition ORDER BY bus_offset
        ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
    ) AS event_time
FROM known
WINDOW places AS (PARTITION BY table_name, bus_partition ORDER BY bus_offset);

CREATE TABLE not_of_bus AS
SELECT table_name
FROM position_steps
CROSS JOIN limits
GROUP BY table_name
HAVING count(*) FILTER (bus_offset > offset_before + 1 OR bus_offset = offset_before)
    > any_value(holes_told) * count(*);

INSERT INTO notes
SELECT table_name || ': its rows are not numbered as a bus does, so that holes cannot be told'
FROM not_of_bus
ORDER BY table_name;

-- A part of the tier that was asked for begins and ends where it likes; and a dead letter comes to cold
-- later than its neighbours.
INSERT INTO marked
SELECT
    'bus-hole', s.table_name, NULL,
    least(s.time_before, s.event_time), greatest(s.time_before, s.event_time),
    s.bus_offset - s.offset_before - 1,
    'bus positions are missing',
    'topic ' || s.topic || ', partition ' || s.bus_partition || ', offsets '
        || (s.offset_before + 1) || ' to ' || (s.bus_offset - 1)
FROM position_steps AS s
ANTI JOIN not_of_bus USING (table_name)
WHERE s.bus_offset > s.offset_before + 1
    AND s.time_before IS NOT NULL AND s.event_time IS NOT NULL
    AND NOT EXISTS (
        FROM cold_bus_losses AS l
        WHERE l.topic = s.topic AND l."partition" = s.bus_partition
            AND l.from_offset <= s.offset_before + 1 AND l.to_offset >= s.bus_offset - 1
    )
    AND NOT EXISTS (
        FROM asked
        CROSS JOIN limits
        WHERE from_time IS NOT NULL OR to_time IS NOT NULL
            OR (is_running AND s.bus_time > (SELECT max(bus_time) FROM positions) - on_its_way)
    );

INSERT INTO marked
SELECT
    'bus-twice', p.table_name, min(p.pair), min(p.event_time), min(p.event_time), count(*) - 1,
    'a message stands there more than once',
    'topic ' || p.topic || ', partition ' || p.bus_partition || ', offset ' || p.bus_offset
FROM positions AS p
ANTI JOIN not_of_bus USING (table_name)
GROUP BY p.table_name, p.topic, p.bus_partition, p.bus_offset
HAVING count(*) > 1;

DROP TABLE positions;
