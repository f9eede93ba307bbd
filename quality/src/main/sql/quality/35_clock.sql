-- clock: event times that cannot be. A pair's trades by id, and its ticks as they were sent, are in the
-- order of their times; one that lies more than a minute behind an earlier one shows that one of the two
-- is wrong. Which, is told by number: a clock is wrong for less long than it is right. Where messages are
-- received as they happen, their receipts tell the same of what keeps its order.

CREATE TABLE stepping_back AS
SELECT DISTINCT table_name, pair
FROM (
    SELECT
        'cold.trades' AS table_name, pair, event_time,
        lag(event_time) OVER (PARTITION BY pair ORDER BY trade_id) AS time_before
    FROM first_trades
    UNION ALL
    SELECT
        'cold.ticks', pair, event_time,
        lag(event_time) OVER (PARTITION BY pair ORDER BY bus_offset)
    FROM first_ticks
)
CROSS JOIN limits
WHERE event_time < time_before - clock_off;

-- Nearly all were received as they happened, and some were not.
CREATE TABLE off_receipts AS
WITH receipts AS (
    SELECT 'cold.trades' AS table_name, pair, event_time, bus_time
    FROM first_trades
    UNION ALL
    SELECT 'cold.ticks', pair, event_time, bus_time
    FROM first_ticks
),
counted AS (
    SELECT
        table_name, pair,
        count(*) AS row_count,
        count(*) FILTER (
            bus_time BETWEEN event_time - clock_off AND event_time + clock_off
        ) AS near
    FROM receipts
    CROSS JOIN limits
    GROUP BY table_name, pair
)
SELECT table_name, pair
FROM counted
CROSS JOIN limits
WHERE near < row_count AND near >= received_near * row_count;

-- Only of what is doubted.
CREATE TABLE timed AS
WITH doubted AS (
    FROM stepping_back
    UNION
    FROM off_receipts
)
SELECT
    'cold.trades' AS table_name, pair, trade_id AS place, bus_offset, event_time, bus_time,
    'trade ' || trade_id AS name
FROM first_trades AS f
SEMI JOIN doubted AS d ON d.table_name = 'cold.trades' AND d.pair = f.pair
UNION ALL
SELECT
    'cold.ticks', pair, row_number() OVER (PARTITION BY pair ORDER BY bus_offset),
    bus_offset, event_time, bus_time, 'tick ' || sequence
FROM first_ticks AS f
SEMI JOIN doubted AS d ON d.table_name = 'cold.ticks' AND d.pair = f.pair;

-- Where everything before lies before everything after, another stretch begins.
CREATE TABLE stretches AS
WITH bounds AS (
    SELECT
        *,
        max(event_time) OVER (
            PARTITION BY table_name, pair ORDER BY place
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS newest_before,
        min(event_time) OVER (
            PARTITION BY table_name, pair ORDER BY place
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        ) AS oldest_after
    FROM timed
    SEMI JOIN stepping_back USING (table_name, pair)
),
judged AS (
    SELECT
        b.*,
        coalesce(event_time < newest_before - clock_off, FALSE) AS is_behind,
        coalesce(event_time > oldest_after + clock_off, FALSE) AS is_ahead,
        coalesce(
            least(event_time, coalesce(oldest_after, event_time)) >= newest_before - clock_off,
            TRUE
        ) AS is_begin
    FROM bounds AS b
    CROSS JOIN limits
)
SELECT
    *,
    count(*) FILTER (is_begin) OVER (
        PARTITION BY table_name, pair ORDER BY place
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS stretch
FROM judged
QUALIFY count(*) FILTER (is_behind OR is_ahead) OVER (PARTITION BY table_name, pair) > 0;

CREATE TABLE wrong_times AS
WITH sided AS (
    SELECT
        table_name, pair, stretch,
        count(*) FILTER (is_behind) < count(*) FILTER (is_ahead) AS behind_is_wrong
    FROM stretches
    GROUP BY table_name, pair, stretch
    HAVING count(*) FILTER (is_behind OR is_ahead) > 0
)
SELECT
    s.table_name, s.pair, s.stretch, s.place, s.bus_offset, s.event_time, s.name, behind_is_wrong,
    CASE
        WHEN behind_is_wrong THEN newest_before - s.event_time
        ELSE s.event_time - oldest_after
    END AS off,
    s.newest_before, s.oldest_after
FROM stretches AS s
JOIN sided AS d USING (table_name, pair, stretch)
WHERE CASE WHEN behind_is_wrong THEN s.is_behind ELSE s.is_ahead END;

-- The window is that of the messages before and after, whose times are right.
CREATE TABLE disordered AS
SELECT
    w.table_name, w.pair, w.row_count, w.off, w.behind_is_wrong, w.first_name, w.first_time,
    coalesce(
        (
            SELECT arg_max(s.event_time, s.place)
            FROM stretches AS s
            WHERE s.table_name = w.table_name AND s.pair = w.pair AND s.place < w.first_place
        ),
        w.oldest) AS from_time,
    coalesce(
        (
            SELECT arg_min(s.event_time, s.place)
            FROM stretches AS s
            WHERE s.table_name = w.table_name AND s.pair = w.pair AND s.place > w.last_place
        ),
        w.newest) AS to_time
FROM (
    SELECT
        table_name, pair, stretch, behind_is_wrong,
        count(*) AS row_count,
        max(off) AS off,
        min(place) AS first_place,
        max(place) AS last_place,
        min(event_time) AS oldest,
        max(event_time) AS newest,
        arg_min(name, place) AS first_name,
        arg_min(event_time, place) AS first_time
    FROM wrong_times
    GROUP BY table_name, pair, stretch, behind_is_wrong
) AS w;

INSERT INTO marked
SELECT
    'clock', table_name, pair, least(from_time, to_time), greatest(from_time, to_time), row_count,
    CASE WHEN behind_is_wrong THEN 'event times go back' ELSE 'event times run ahead' END,
    first_name || ' says ' || first_time || ', ' || epoch(off)::BIGINT || ' s '
        || CASE WHEN behind_is_wrong THEN 'behind what came before' ELSE 'ahead of what comes after' END
FROM disordered;

-- By receipts, for what keeps its order. A delay ends by messages coming faster than they happened,
-- and a single message may be late; a slow clock is off by the same again and again. Only so much ahead
-- as no clock is, is wrong by itself.
CREATE TABLE received AS
WITH judged AS (
    SELECT
        t.*,
        bus_time - event_time AS skew,
        CASE
            WHEN event_time > bus_time + clock_off THEN 1
            WHEN event_time < bus_time - clock_off THEN -1
            ELSE 0
        END AS direction
    FROM timed AS t
    SEMI JOIN off_receipts USING (table_name, pair)
    CROSS JOIN limits
),
changes AS (
    SELECT
        *,
        direction IS DISTINCT FROM lag(direction) OVER (
            PARTITION BY table_name, pair ORDER BY bus_offset
        ) AS is_new
    FROM judged
)
SELECT
    *,
    count(*) FILTER (is_new) OVER (
        PARTITION BY table_name, pair ORDER BY bus_offset
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS run
FROM changes
QUALIFY count(*) FILTER (direction != 0) OVER (PARTITION BY table_name, pair) > 0;

INSERT INTO marked
SELECT
    'clock', table_name, pair, from_time, to_time, row_count,
    CASE WHEN direction > 0 THEN 'event times run ahead' ELSE 'event times go back' END,
    first_name || ' says ' || first_time || ', received ' || from_time
FROM (
    SELECT
        table_name, pair, run, direction,
        count(*) AS row_count,
        min(bus_time) AS from_time,
        max(bus_time) AS to_time,
        arg_min(name, bus_offset) AS first_name,
        arg_min(event_time, bus_offset) AS first_time,
        epoch(max(skew)) - epoch(min(skew)) AS spread,
        abs(median(epoch(skew))) AS off
    FROM received
    WHERE direction != 0
    GROUP BY table_name, pair, run, direction
) AS r
CROSS JOIN limits
WHERE (
        direction > 0
        OR (row_count >= slow_messages AND to_time - from_time >= slow_for AND spread <= 0.2 * off)
    )
    AND NOT EXISTS (
        FROM disordered AS d
        WHERE d.table_name = r.table_name AND d.pair = r.pair
            AND least(d.from_time, d.to_time) <= r.to_time + clock_off
            AND greatest(d.from_time, d.to_time) >= r.from_time - clock_off
    );

DROP TABLE timed;

DROP TABLE received;

-- What was stamped by a wrong clock seems late, or moves event time so that the right is; and heartbeats
-- wait meanwhile.
CREATE TABLE clock_shadows AS
SELECT least(from_time, to_time) - off AS from_time, greatest(from_time, to_time) + off AS to_time
FROM disordered;
