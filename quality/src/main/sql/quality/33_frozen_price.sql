-- frozen-price: ticks of a pair that go on coming while neither price nor best bid nor best ask
-- changes. For so long, and over so many ticks, that by the pair's own habit, on the whole and in the hours
-- around, it would have changed twenty times; so pairs that hardly ever change, and quiet nights, are left
-- alone. And while half of the other pairs changed theirs, so that a market that stands still is none.

CREATE TABLE quote_runs AS
WITH changes AS (
    SELECT
        pair, event_time, price, best_bid, best_ask,
        price IS DISTINCT FROM lag(price) OVER pairs
            OR best_bid IS DISTINCT FROM lag(best_bid) OVER pairs
            OR best_ask IS DISTINCT FROM lag(best_ask) OVER pairs AS is_new,
        lag(event_time) OVER pairs AS time_before,
        row_number() OVER pairs AS place,
        count(*) OVER whole AS places,
        last_value(event_time) OVER whole AS newest
    FROM first_ticks
    WINDOW
        pairs AS (PARTITION BY pair ORDER BY bus_offset),
        whole AS (
            PARTITION BY pair ORDER BY bus_offset
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        )
)
SELECT
    pair, place AS run, price, best_bid, best_ask, event_time AS first_time,
    coalesce(lead(place) OVER runs, places + 1) - place AS row_count,
    coalesce(lead(time_before) OVER runs, newest) AS last_time
FROM changes
WHERE is_new
WINDOW runs AS (PARTITION BY pair ORDER BY place);

CREATE TABLE still_runs AS
WITH habits AS (
    SELECT pair, count(*) AS runs, sum(row_count) AS row_count
    FROM quote_runs
    GROUP BY pair
),
likely AS (
    SELECT r.*
    FROM quote_runs AS r
    JOIN habits AS h USING (pair)
    CROSS JOIN limits
    WHERE r.last_time - r.first_time >= frozen_for
        AND h.row_count > r.row_count
        AND r.row_count * (h.runs - 1) / (h.row_count - r.row_count) >= frozen_changes
),
around AS (
    SELECT l.pair, l.run, count(*) AS runs, sum(o.row_count) AS row_count
    FROM likely AS l
    CROSS JOIN limits
    JOIN quote_runs AS o
        ON o.pair = l.pair AND o.run != l.run
            AND o.first_time <= l.last_time + frozen_around
            AND o.last_time >= l.first_time - frozen_around
    GROUP BY l.pair, l.run
)
SELECT l.*
FROM likely AS l
LEFT JOIN around AS a USING (pair, run)
CROSS JOIN limits
WHERE coalesce(l.row_count * a.runs / a.row_count >= frozen_changes, TRUE);

INSERT INTO marked
WITH others AS (
    SELECT
        s.pair, s.run, o.pair AS other,
        sum(o.row_count) AS row_count,
        count(*) AS runs
    FROM still_runs AS s
    JOIN quote_runs AS o
        ON o.pair != s.pair AND o.first_time <= s.last_time AND o.last_time >= s.first_time
    GROUP BY s.pair, s.run, o.pair
),
counted AS (
    SELECT
        pair, run,
        count(*) AS others,
        count(*) FILTER (runs > 1) AS moved
    FROM others
    WHERE row_count >= (SELECT others_ticks FROM limits)
    GROUP BY pair, run
)
SELECT
    'frozen-price', 'cold.ticks', pair, first_time, last_time, row_count,
    'price and quote do not change',
    row_count || ' ticks at ' || price || ', bid ' || best_bid || ', ask ' || best_ask
        || '; of ' || coalesce(others, 0) || ' other pairs ' || coalesce(moved, 0) || ' moved'
FROM still_runs
LEFT JOIN counted USING (pair, run)
CROSS JOIN limits
WHERE coalesce(moved >= others * others_moved, TRUE);
