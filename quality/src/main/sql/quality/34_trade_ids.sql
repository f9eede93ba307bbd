-- trade-gap: ids of a pair grow by one, so one that is left out is a trade that is missing.

CREATE TABLE id_steps AS
SELECT
    pair, trade_id, event_time, bus_time,
    lag(trade_id) OVER pairs AS id_before,
    lag(event_time) OVER pairs AS time_before
FROM first_trades
WINDOW pairs AS (PARTITION BY pair ORDER BY trade_id);

CREATE TABLE unnumbered AS
SELECT pair
FROM id_steps
CROSS JOIN limits
GROUP BY pair
HAVING count(*) FILTER (trade_id > id_before + 1) > any_value(gaps_told) * count(*)
    AND count(*) > 10;

INSERT INTO notes
SELECT pair || ': its trade ids do not grow by one, so that gaps cannot be told'
FROM unnumbered
ORDER BY pair;

-- A trade that a running lab has just missed is still being asked for.
INSERT INTO marked
SELECT
    'trade-gap', 'cold.trades', pair,
    least(time_before, event_time), greatest(time_before, event_time),
    trade_id - id_before - 1,
    'trade ids are missing',
    'ids ' || (id_before + 1)
        || CASE WHEN trade_id > id_before + 2 THEN ' to ' || (trade_id - 1) ELSE '' END
FROM id_steps
ANTI JOIN unnumbered USING (pair)
WHERE trade_id > id_before + 1
    AND NOT EXISTS (
        FROM asked
        CROSS JOIN limits
        WHERE is_running
            AND id_steps.bus_time > (SELECT max(bus_time) FROM first_trades) - on_its_way
    );

-- trade-twice: a trade that stands twice on the bus and says the same. It counts once everywhere; a
-- feed sends again what was in flight when it was killed.
-- trade-conflict: an id with two contents. The first counts.
INSERT INTO marked
SELECT
    CASE WHEN is_same THEN 'trade-twice' ELSE 'trade-conflict' END,
    'cold.trades', pair, first_time, first_time, row_count - 1,
    CASE
        WHEN is_same THEN 'a trade stands there more than once'
        ELSE 'a trade id has different contents'
    END,
    'trade ' || trade_id
        || CASE
            WHEN is_same THEN ', ' || row_count || ' times'
            ELSE ': ' || array_to_string(contents, ' and ')
        END
FROM (
    SELECT
        pair, trade_id,
        count(*) AS row_count,
        arg_min(event_time, bus_offset) AS first_time,
        count(DISTINCT (event_time, price, size, side)) = 1 AS is_same,
        list(DISTINCT price || ' x ' || size || ' ' || side || ' at ' || event_time) AS contents
    FROM cold_trades
    SEMI JOIN (
        SELECT pair, trade_id
        FROM cold_trades
        GROUP BY pair, trade_id
        HAVING count(*) > 1
    ) USING (pair, trade_id)
    GROUP BY pair, trade_id
);
