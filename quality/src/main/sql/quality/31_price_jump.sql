-- price-jump: a price that is 30 % or more from the one before it, within the hour, and from which the
-- next ones are back where it was; or one that is 50 % or more from the one before it, and stays. Prices
-- between two jumps are a level; a short level between two that agree is a spike.

CREATE TABLE price_levels AS
WITH priced AS (
    SELECT
        'cold.trades' AS table_name, pair, event_time, bus_offset, trade_id AS id,
        price::DOUBLE AS price
    FROM first_trades
    WHERE price > 0
    UNION ALL
    SELECT 'cold.ticks', pair, event_time, bus_offset, sequence, price::DOUBLE
    FROM first_ticks
    WHERE price > 0
),
steps AS (
    SELECT
        table_name, pair, event_time, id, price,
        lag(price) OVER pairs AS price_before,
        lag(event_time) OVER pairs AS time_before,
        row_number() OVER pairs AS place,
        count(*) OVER (PARTITION BY table_name, pair) AS places
    FROM priced
    WINDOW pairs AS (PARTITION BY table_name, pair ORDER BY bus_offset)
),
begins AS (
    SELECT s.*
    FROM steps AS s
    CROSS JOIN limits
    WHERE price_before IS NULL
        OR greatest(price / price_before, price_before / price) - 1 >= spike
)
SELECT
    table_name, pair, place AS level,
    CASE table_name WHEN 'cold.trades' THEN 'trade ' ELSE 'tick ' END || id AS first_name,
    event_time AS first_time, price AS first_price, price_before, time_before,
    coalesce(lead(place) OVER levels, places + 1) - place AS row_count,
    coalesce(lead(time_before) OVER levels, event_time) AS last_time
FROM begins
WINDOW levels AS (PARTITION BY table_name, pair ORDER BY place);

CREATE TABLE jumps AS
WITH neighbours AS (
    SELECT
        l.*,
        lag(row_count) OVER pairs AS rows_before,
        lead(row_count) OVER pairs AS rows_after,
        lead(first_price) OVER pairs AS price_after
    FROM price_levels AS l
    WINDOW pairs AS (PARTITION BY table_name, pair ORDER BY level)
),
told AS (
    SELECT
        n.*,
        greatest(first_price / price_before, price_before / first_price) - 1 AS moved,
        coalesce(
            row_count <= rows_before + rows_after
            AND greatest(price_after / price_before, price_before / price_after) - 1 < spike
            AND (
                first_time - time_before <= spike_within
                OR greatest(first_price / price_before, price_before / first_price) - 1 >= step
            ),
            FALSE
        ) AS is_spike,
        step, spike_within
    FROM neighbours AS n
    CROSS JOIN limits
)
SELECT
    t.*,
    coalesce(lag(is_spike) OVER (PARTITION BY table_name, pair ORDER BY level), FALSE) AS is_return
FROM told AS t;

INSERT INTO marked
SELECT
    'price-jump', table_name, pair,
    CASE WHEN is_spike THEN first_time ELSE time_before END,
    CASE WHEN is_spike THEN last_time ELSE first_time END,
    CASE WHEN is_spike THEN row_count ELSE 1 END,
    'price jumps against its neighbours',
    first_name || ': ' || first_price || ' after ' || price_before
        || CASE WHEN is_spike THEN ', then ' || price_after ELSE '' END
FROM jumps
WHERE is_spike
    OR (NOT is_return AND moved >= step AND first_time - time_before <= spike_within);
