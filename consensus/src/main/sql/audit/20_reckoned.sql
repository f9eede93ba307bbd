-- The books as the transfers alone make them, and what the executions say that they are.

CREATE TABLE reckoned AS
SELECT account, asset, sum(amount) AS balance
FROM (
    SELECT credit AS account, asset, amount
    FROM warm_transfers
    UNION ALL
    SELECT debit, asset, -amount
    FROM warm_transfers
)
GROUP BY account, asset;

-- A pair is BTC-USD, or BTC-USD@kraken where its exchange is not the lab's own.
CREATE MACRO base_of(pair) AS split_part(pair, '-', 1);
CREATE MACRO quote_of(pair) AS split_part(split_part(pair, '@', 1), '-', 2);

-- The transfers that each execution must have made. What rounds to nothing does not move.
CREATE TABLE due_transfers AS
SELECT
    account || '/' || order_id || '/fund' AS transfer_id,
    account, order_id, time,
    '@bank' AS debit, account AS credit, asset, CAST(amount AS DECIMAL(38, 8)) AS amount
FROM warm_executions
WHERE status = 'FUNDED'
UNION ALL
SELECT
    account || '/' || order_id || '/cash',
    account, order_id, time,
    CASE side WHEN 'BUY' THEN account ELSE '@market' END,
    CASE side WHEN 'BUY' THEN '@market' ELSE account END,
    quote_of(pair), notional
FROM warm_executions
WHERE status = 'FILLED' AND notional > 0
UNION ALL
SELECT
    account || '/' || order_id || '/asset',
    account, order_id, time,
    CASE side WHEN 'BUY' THEN '@market' ELSE account END,
    CASE side WHEN 'BUY' THEN account ELSE '@market' END,
    base_of(pair), CAST(quantity AS DECIMAL(38, 8))
FROM warm_executions
WHERE status = 'FILLED'
UNION ALL
SELECT
    account || '/' || order_id || '/fee',
    account, order_id, time,
    account, '@fees',
    quote_of(pair), fee
FROM warm_executions
WHERE status = 'FILLED' AND fee > 0;

-- What each execution says that its account had afterwards.
CREATE TABLE afters AS
WITH executions AS (
    SELECT account, order_id, number, time, kind, asset, pair, cash, "position"
    FROM warm_executions
    UNION
    SELECT account, order_id, number, time, kind, asset, pair, cash, "position"
    FROM hot_executions
)
SELECT
    account, order_id, number, time, 'cash' AS what, cash AS said,
    CASE kind WHEN 'fund' THEN asset ELSE quote_of(pair) END AS asset
FROM executions
UNION ALL
SELECT
    account, order_id, number, time, 'position', "position",
    base_of(pair)
FROM executions
WHERE kind = 'order';

-- The balance of an account's asset after each of its executions, by transfers.
CREATE TABLE running AS
WITH points AS (
    SELECT e.account, t.asset, e.number, t.amount
    FROM (
        SELECT credit AS account, order_id, asset, amount
        FROM warm_transfers
        UNION ALL
        SELECT debit, order_id, asset, -amount
        FROM warm_transfers
    ) AS t
    JOIN warm_executions AS e ON e.account = t.account AND e.order_id = t.order_id
    UNION ALL
    SELECT a.account, a.asset, a.number, 0
    FROM afters AS a
    SEMI JOIN warm_executions AS e ON e.account = a.account AND e.order_id = a.order_id
),
steps AS (
    SELECT account, asset, number, sum(amount) AS amount
    FROM points
    GROUP BY account, asset, number
)
SELECT
    account, asset, number,
    sum(amount) OVER (PARTITION BY account, asset ORDER BY number) AS balance
FROM steps;

-- The changes of terms in the order of their log, behind those that hold from the beginning.
CREATE TABLE terms_log AS
SELECT
    from_time, slippage, fee_rate, quote_wait_ms, bus_time, payload,
    row_number() OVER (ORDER BY bus_time, bus_partition, bus_offset) AS place
FROM cold_terms
UNION ALL
SELECT TIMESTAMP '0001-01-01', 0.0005, 0.001, 30000, TIMESTAMP '0001-01-01', '{}', 0;

-- Each request where it stands first in its account's log, and the newest time before it there.
CREATE TABLE asked AS
WITH log AS (
    SELECT
        account, order_id, kind, time, bus_offset, bus_time,
        max(time) OVER (
            PARTITION BY account ORDER BY bus_partition, bus_offset
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS newest
    FROM cold_orders
)
SELECT
    account, order_id, time,
    arg_min(kind, bus_offset) AS kind,
    arg_min(bus_time, bus_offset) AS bus_time,
    arg_min(time < newest - INTERVAL 24 HOURS, bus_offset) AS is_behind
FROM log
GROUP BY account, order_id, time;

-- Each message with an order that stands more than a day behind the newest request before it in its
-- account's log, and is no repeat: it is ignored. Ids of funds are known for ever, those of orders
-- for a day.
CREATE TABLE ignored_orders AS
WITH log AS (
    SELECT
        account, order_id, kind, time,
        row_number() OVER (PARTITION BY account ORDER BY bus_partition, bus_offset) AS place,
        max(time) OVER (
            PARTITION BY account ORDER BY bus_partition, bus_offset
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS newest
    FROM cold_orders
),
behind AS (
    FROM log
    WHERE kind = 'order' AND time < newest - INTERVAL 24 HOURS
)
SELECT b.account, b.order_id, b.time
FROM behind AS b
WHERE NOT EXISTS (
    FROM log AS known
    WHERE known.account = b.account
        AND known.order_id = b.order_id
        AND known.place < b.place
        AND (known.kind = 'fund' OR known.time >= b.newest - INTERVAL 24 HOURS)
);

-- The terms that each execution must have gone by: the last of those that began by the time of its
-- request, and that the bus took before it took the request. A pair with a venue in its name goes by
-- the fee that the change has for this venue, if it has one.
CREATE TABLE due_terms AS
SELECT
    e.account, e.order_id, e.number,
    arg_max(t.slippage, t.place) AS slippage,
    arg_max(
        CASE
            WHEN e.pair LIKE '%@%' THEN coalesce(
                json_extract_string(
                    t.payload, '$."fee_rate@' || split_part(e.pair, '@', 2) || '"'
                )::DECIMAL(38, 18),
                t.fee_rate
            )
            ELSE t.fee_rate
        END,
        t.place
    ) AS fee_rate,
    arg_max(t.quote_wait_ms, t.place) AS quote_wait_ms,
    arg_max(t.payload, t.place) AS payload
FROM warm_executions AS e
JOIN asked AS a
    ON a.account = e.account AND a.order_id = e.order_id AND a.time = e.request_time
JOIN terms_log AS t ON t.from_time <= e.request_time AND t.bus_time < a.bus_time
GROUP BY e.account, e.order_id, e.number;

-- Every execution of every tier as a list of words, to be compared with one look.
CREATE TABLE said AS
WITH executions AS (
    SELECT 'warm' AS tier, * FROM warm_executions
    UNION ALL
    SELECT 'cold', * EXCLUDE (bus_partition, bus_offset, payload) FROM cold_executions
    UNION ALL
    SELECT 'hot', * FROM hot_executions
)
SELECT DISTINCT
    tier, account, order_id, number, time,
    [
        number::VARCHAR, kind, pair, side, quantity::VARCHAR, asset, amount::VARCHAR, status,
        reason, price::VARCHAR, notional::VARCHAR, fee::VARCHAR, cash::VARCHAR,
        "position"::VARCHAR, time::VARCHAR, request_time::VARCHAR, quote_sequence::VARCHAR,
        quote_time::VARCHAR, quote_bid::VARCHAR, quote_ask::VARCHAR, slippage::VARCHAR,
        fee_rate::VARCHAR
    ] AS words
FROM executions;

-- How far a tier holds the executions of an account. They come in the order of their numbers, and
-- the hot tier forgets its oldest.
CREATE TABLE reach AS
SELECT tier, account, min(number) AS oldest, max(number) AS newest
FROM said
GROUP BY tier, account;
