-- Faults that lie together become one finding; what follows from another finding is left out.

CREATE TABLE findings AS
WITH stepped AS (
    SELECT
        m.*,
        coalesce(
            from_time > max(to_time) OVER (
                PARTITION BY rule, table_name, pair, what ORDER BY from_time, to_time
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) + together,
            TRUE
        ) AS is_new
    FROM marked AS m
    CROSS JOIN limits
),
numbered AS (
    SELECT
        *,
        count(*) FILTER (is_new) OVER (
            PARTITION BY rule, table_name, pair, what ORDER BY from_time, to_time
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS island
    FROM stepped
)
SELECT
    rule, table_name, pair, what, min(from_time) AS from_time, max(to_time) AS to_time,
    sum(amount)::BIGINT AS amount,
    array_to_string(list(example ORDER BY from_time)[1:3], chr(10)) AS examples
FROM numbered
GROUP BY rule, table_name, pair, what, island;

-- Trades that were refused are missing: messages that could not be read are named, by when they came.
DELETE FROM findings AS f
WHERE f.rule = 'trade-gap'
    AND f.amount <= (
        SELECT sum(g.amount)
        FROM findings AS g
        CROSS JOIN limits
        WHERE g.table_name = 'cold.dead_letters'
            AND g.from_time >= f.from_time - together AND g.to_time <= f.to_time + together
    );

-- A position that is missing where trades are named as missing, and silence where they are.
DELETE FROM findings AS f
WHERE f.rule IN ('bus-hole', 'silence')
    AND EXISTS (
        FROM findings AS g
        CROSS JOIN limits
        WHERE g.rule = 'trade-gap'
            AND (f.pair IS NULL OR f.pair = g.pair)
            AND g.from_time <= f.from_time + together AND g.to_time >= f.to_time - together
    );

-- Trades are late, and heartbeats wait, where a clock was wrong.
DELETE FROM findings AS f
WHERE f.rule IN ('late', 'silence')
    AND EXISTS (
        FROM clock_shadows AS c
        WHERE c.from_time <= f.to_time AND f.from_time <= c.to_time
    );

-- A trade that stands there twice at one bus position was not sent twice.
DELETE FROM findings AS f
WHERE f.rule = 'trade-twice'
    AND EXISTS (
        FROM findings AS g
        WHERE g.rule = 'bus-twice' AND g.table_name = f.table_name AND g.pair = f.pair
            AND g.from_time = f.from_time AND g.amount = f.amount
    );

DELETE FROM findings
WHERE to_time < (SELECT from_time FROM asked) OR from_time >= (SELECT to_time FROM asked);
