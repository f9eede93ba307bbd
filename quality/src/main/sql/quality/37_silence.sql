-- silence: a stretch without a tick, a trade or a heartbeat, of a pair or of all of them, longer than
-- pauses there are: five times those that make up most of the time. Where heartbeats come once a second
-- that is next to nothing, and ten minutes are enough; without, half an hour at least.
-- After the end that a feed has told there is none.

CREATE TABLE minutes AS
SELECT
    pair, time_bucket(INTERVAL 1 MINUTE, first_time) AS minute,
    min(first_time) AS first_time, max(last_time) AS last_time,
    bool_or(ended) AS ended, sum(beats) AS beats
FROM (
    SELECT
        pair, min(event_time) AS first_time, max(event_time) AS last_time,
        FALSE AS ended, 0 AS beats
    FROM first_trades AS f
    ANTI JOIN wrong_times AS w
        ON w.table_name = 'cold.trades' AND w.pair = f.pair AND w.bus_offset = f.bus_offset
    GROUP BY pair, time_bucket(INTERVAL 1 MINUTE, event_time)
    UNION ALL
    SELECT pair, min(event_time), max(event_time), FALSE, 0
    FROM first_ticks AS f
    ANTI JOIN wrong_times AS w
        ON w.table_name = 'cold.ticks' AND w.pair = f.pair AND w.bus_offset = f.bus_offset
    GROUP BY pair, time_bucket(INTERVAL 1 MINUTE, event_time)
    UNION ALL
    SELECT pair, first_time, last_time, ended, beats
    FROM cold_heartbeats
)
GROUP BY pair, minute;

-- Of each pair, and under no name of all.
CREATE TABLE pauses AS
WITH heard AS (
    SELECT pair, minute, first_time, last_time, ended, beats
    FROM minutes
    UNION ALL
    SELECT
        NULL, minute, min(first_time), max(last_time), bool_or(ended), max(beats)
    FROM minutes
    GROUP BY minute
),
ends AS (
    SELECT pair, max(last_time) AS last_time, arg_max(ended, minute) AS ended
    FROM heard
    GROUP BY pair
),
-- What stopped while others went on pauses until they stop.
closed AS (
    FROM heard
    UNION ALL
    SELECT e.pair, time_bucket(INTERVAL 1 MINUTE, a.last_time), a.last_time, a.last_time, FALSE, 0
    FROM ends AS e
    CROSS JOIN (SELECT max(last_time) AS last_time FROM ends) AS a
    WHERE a.last_time - e.last_time >= INTERVAL 1 MINUTE AND NOT e.ended
),
stepped AS (
    SELECT
        pair, beats,
        lag(last_time) OVER pairs AS from_time,
        first_time AS to_time,
        coalesce(lag(ended) OVER pairs, FALSE) AS ended
    FROM closed
    WINDOW pairs AS (PARTITION BY pair ORDER BY minute)
)
SELECT
    pair, from_time, to_time, ended, to_time - from_time AS pause,
    count(*) FILTER (beats > 0) OVER (PARTITION BY pair) * 2
        >= count(*) OVER (PARTITION BY pair) AS has_heartbeats
FROM stepped
QUALIFY from_time IS NOT NULL;

CREATE TABLE usual_pauses AS
WITH summed AS (
    SELECT
        pair, pause,
        sum(epoch(pause)) OVER (
            PARTITION BY pair ORDER BY pause
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS up_to,
        sum(epoch(pause)) OVER (PARTITION BY pair) AS in_all
    FROM pauses
    WHERE NOT ended
)
SELECT pair, min(pause) FILTER (up_to >= silence_usual * in_all) AS usual
FROM summed
CROSS JOIN limits
GROUP BY pair;

CREATE TABLE silences AS
SELECT p.pair, p.from_time, p.to_time, p.pause
FROM pauses AS p
JOIN usual_pauses AS u ON u.pair IS NOT DISTINCT FROM p.pair
CROSS JOIN limits
WHERE NOT p.ended
    AND p.pause >= CASE
        WHEN p.has_heartbeats THEN silence_of_heartbeats
        ELSE silence_of_market
    END
    AND epoch(p.pause) >= silence_times * epoch(u.usual);

-- A pair that is silent with all others is not named besides them.
INSERT INTO marked
SELECT
    'silence', 'cold.ticks, trades, heartbeats', s.pair, s.from_time, s.to_time, 1,
    CASE WHEN s.pair IS NULL THEN 'nothing came of any pair' ELSE 'nothing came of the pair' END,
    'for ' || (epoch(s.pause) / 60)::BIGINT || ' minutes'
FROM silences AS s
WHERE s.pair IS NULL
    OR NOT EXISTS (
        FROM silences AS a
        WHERE a.pair IS NULL AND a.from_time < s.to_time AND a.to_time > s.from_time
    );
