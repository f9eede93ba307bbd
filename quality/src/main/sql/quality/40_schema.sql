-- schema: a field of a table's messages that comes, goes or changes its JSON type from some moment on,
-- for a while or for good. By pair, as each may come from another exchange; a field that is there in some
-- messages and not in others is optional, which is no change.

CREATE TABLE shaped_runs AS
WITH rows_shaped AS (
    SELECT 'cold.trades' AS table_name, pair, bus_offset, event_time, shape
    FROM cold_trades
    WHERE shape IS NOT NULL
    UNION ALL
    SELECT 'cold.ticks', pair, bus_offset, event_time, shape
    FROM cold_ticks
    WHERE shape IS NOT NULL
),
several AS (
    SELECT table_name, pair
    FROM rows_shaped
    GROUP BY table_name, pair
    HAVING min(shape) != max(shape)
),
changes AS (
    SELECT
        table_name, pair, shape, event_time,
        lag(shape) OVER pairs AS shape_before,
        lag(event_time) OVER pairs AS time_before,
        row_number() OVER pairs AS place,
        count(*) OVER whole AS places,
        last_value(event_time) OVER whole AS newest
    FROM rows_shaped
    SEMI JOIN several USING (table_name, pair)
    WINDOW
        pairs AS (PARTITION BY table_name, pair ORDER BY bus_offset),
        whole AS (
            PARTITION BY table_name, pair ORDER BY bus_offset
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        )
)
SELECT
    table_name, pair, place AS run, shape, event_time AS first_time,
    coalesce(lead(place) OVER runs, places + 1) - place AS row_count,
    coalesce(lead(time_before) OVER runs, newest) AS last_time
FROM changes
WHERE shape IS DISTINCT FROM shape_before
WINDOW runs AS (PARTITION BY table_name, pair ORDER BY place);

-- Only of fields that are not the same in all messages of a pair.
CREATE TABLE field_runs AS
WITH known AS (
    SELECT DISTINCT table_name, pair, shape
    FROM shaped_runs
),
changing AS (
    SELECT k.table_name, k.pair, s.field
    FROM known AS k
    JOIN shapes AS s USING (shape)
    GROUP BY k.table_name, k.pair, s.field
    HAVING count(DISTINCT s.json_type) > 1
        OR count(*) < (
            SELECT count(*)
            FROM known AS a
            WHERE a.table_name = k.table_name AND a.pair = k.pair
        )
),
stated AS (
    SELECT
        r.table_name, r.pair, r.run, r.row_count, r.first_time, r.last_time, c.field,
        coalesce(s.json_type, 'absent') AS state
    FROM shaped_runs AS r
    JOIN changing AS c USING (table_name, pair)
    LEFT JOIN shapes AS s ON s.shape = r.shape AND s.field = c.field
),
numbered AS (
    SELECT
        *,
        count(*) FILTER (is_new) OVER (
            PARTITION BY table_name, pair, field ORDER BY run
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS island
    FROM (
        SELECT
            *,
            state IS DISTINCT FROM lag(state) OVER (
                PARTITION BY table_name, pair, field ORDER BY run
            ) AS is_new
        FROM stated
    )
)
SELECT
    table_name, pair, field, island, any_value(state) AS state, sum(row_count) AS row_count,
    arg_min(first_time, run) AS first_time, arg_max(last_time, run) AS last_time
FROM numbered
GROUP BY table_name, pair, field, island;

CREATE TABLE field_changes AS
WITH lasting AS (
    SELECT
        f.*,
        lag(state) OVER fields AS state_before,
        lag(last_time) OVER fields AS time_before,
        first_value(state) OVER fields AS first_state,
        count(*) OVER (PARTITION BY table_name, pair, field) - 1 AS changes
    FROM field_runs AS f
    WHERE row_count >= (SELECT schema_messages FROM limits)
    WINDOW fields AS (PARTITION BY table_name, pair, field ORDER BY island)
)
SELECT
    table_name, pair, first_time, last_time, time_before, row_count,
    CASE
        WHEN state = 'absent' THEN 'field ' || field || ' disappears'
        WHEN state_before = 'absent' THEN 'field ' || field || ' appears, ' || state
        ELSE 'field ' || field || ' changes from ' || state_before || ' to ' || state
    END AS what
FROM lasting
CROSS JOIN limits
WHERE state_before IS NOT NULL
    AND state != first_state
    AND state != state_before
    AND changes <= schema_changes;

-- What changes for several pairs at once is one change. A quiet pair shows it late.
INSERT INTO marked
SELECT
    'schema', table_name,
    CASE WHEN count(DISTINCT pair) = 1 THEN min(pair) END,
    min(first_time), max(last_time), sum(row_count), what,
    'from ' || min(first_time) || ' on, of '
        || array_to_string(list(DISTINCT pair ORDER BY pair)[1:5], ', ')
        || CASE
            WHEN count(DISTINCT pair) > 5 THEN ' and ' || (count(DISTINCT pair) - 5) || ' more'
            ELSE ''
        END
FROM (
    SELECT
        *,
        count(*) FILTER (is_new) OVER (
            PARTITION BY table_name, what ORDER BY first_time, pair
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS change
    FROM (
        SELECT
            c.*,
            coalesce(
                time_before > lag(first_time) OVER (
                    PARTITION BY table_name, what ORDER BY first_time, pair
                ) + together,
                TRUE
            ) AS is_new
        FROM field_changes AS c
        CROSS JOIN limits
    )
)
GROUP BY table_name, what, change;
