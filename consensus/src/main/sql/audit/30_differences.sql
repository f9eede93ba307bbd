-- Everything that does not reconcile, one row each: which rule, in which table, of whom, and what
-- stands there instead of what. `time` is that of the execution, where there is one.

CREATE TABLE differences (
    rule VARCHAR,
    tier VARCHAR,
    name VARCHAR,
    account VARCHAR,
    asset VARCHAR,
    order_id VARCHAR,
    what VARCHAR,
    expected VARCHAR,
    found VARCHAR,
    time TIMESTAMP
);

-- The job's balances are what its transfers make.
INSERT INTO differences
SELECT
    'balance', 'warm', 'balances', account, asset, NULL, 'balance',
    coalesce(r.balance, 0)::VARCHAR, b.balance::VARCHAR, NULL
FROM reckoned AS r
FULL JOIN warm_balances AS b USING (account, asset)
WHERE coalesce(r.balance, 0) != coalesce(b.balance, 0);

-- Per asset all balances sum to zero.
INSERT INTO differences
SELECT 'zero sum', 'warm', 'balances', NULL, asset, NULL, 'sum', '0', sum(balance)::VARCHAR, NULL
FROM warm_balances
GROUP BY asset
HAVING sum(balance) != 0;

-- No trader is ever below zero.
INSERT INTO differences
SELECT
    'below zero', 'warm', 'balances', account, asset, NULL, 'balance',
    'not below 0', balance::VARCHAR, NULL
FROM warm_balances
WHERE balance < 0 AND NOT starts_with(account, '@');

INSERT INTO differences
SELECT
    'below zero', 'warm', 'transfers', r.account, r.asset, e.order_id, 'balance after it',
    'not below 0', r.balance::VARCHAR, e.time
FROM running AS r
JOIN warm_executions AS e ON e.account = r.account AND e.number = r.number
WHERE r.balance < 0;

-- Each execution has its transfers.
INSERT INTO differences
SELECT
    'transfer missing', 'warm', 'transfers', account, asset, order_id, transfer_id,
    debit || ' gives ' || credit || ' ' || amount, NULL, time
FROM due_transfers
ANTI JOIN warm_transfers USING (transfer_id);

INSERT INTO differences
SELECT
    'transfer unexpected', 'warm', 'transfers', split_part(transfer_id, '/', 1), asset, order_id,
    transfer_id, NULL, debit || ' gives ' || credit || ' ' || amount, time
FROM warm_transfers
ANTI JOIN due_transfers USING (transfer_id);

INSERT INTO differences
SELECT
    'transfer differs', 'warm', 'transfers', d.account, d.asset, d.order_id, transfer_id,
    d.debit || ' gives ' || d.credit || ' ' || d.amount || ' ' || d.asset || ' for ' || d.order_id
        || ' at ' || d.time,
    t.debit || ' gives ' || t.credit || ' ' || t.amount || ' ' || t.asset || ' for ' || t.order_id
        || ' at ' || t.time,
    d.time
FROM due_transfers AS d
JOIN warm_transfers AS t USING (transfer_id)
WHERE (d.debit, d.credit, d.asset, d.amount, d.order_id, d.time)
    IS DISTINCT FROM (t.debit, t.credit, t.asset, t.amount, t.order_id, t.time);

-- A fill is worked out by its quote, its quantity and its terms.
INSERT INTO differences
SELECT
    'fill', 'warm', 'executions', account, NULL, order_id, part.what,
    part.expected, part.found, time
FROM (
    SELECT
        account, order_id, e.time,
        unnest([
            {'what': 'price', 'expected': d.price::VARCHAR, 'found': e.price::VARCHAR},
            {'what': 'notional', 'expected': d.notional::VARCHAR, 'found': e.notional::VARCHAR},
            {'what': 'fee', 'expected': d.fee::VARCHAR, 'found': e.fee::VARCHAR}
        ]) AS part
    FROM warm_executions AS e
    JOIN due_fills AS d USING (account, order_id)
)
WHERE part.expected IS DISTINCT FROM part.found;

-- And the terms are those of the time of its request.
INSERT INTO differences
SELECT
    'terms', 'warm', 'executions', account, NULL, order_id, part.what,
    part.expected, part.found, time
FROM (
    SELECT
        e.account, e.order_id, e.time,
        unnest([
            {'what': 'slippage', 'expected': d.slippage::VARCHAR, 'found': e.slippage::VARCHAR},
            {'what': 'fee_rate', 'expected': d.fee_rate::VARCHAR, 'found': e.fee_rate::VARCHAR},
            {
                'what': 'quote_wait_ms',
                'expected': d.quote_wait_ms::VARCHAR,
                'found': e.quote_wait_ms::VARCHAR
            }
        ]) AS part
    FROM warm_executions AS e
    JOIN due_terms AS d USING (account, order_id, number)
)
ANTI JOIN absent AS a ON a.name = 'executions' AND a.tier = 'warm' AND a.what = part.what
WHERE part.expected IS DISTINCT FROM part.found
    AND EXISTS (FROM compared WHERE tier = 'cold' AND name = 'terms');

-- An order too far behind its account is not executed: it may have been before.
INSERT INTO differences
SELECT
    'expired', 'warm', 'executions', e.account, NULL, e.order_id, 'status',
    NULL, e.status, e.time
FROM warm_executions AS e
JOIN asked AS a
    ON a.account = e.account AND a.order_id = e.order_id AND a.time = e.request_time
WHERE a.is_behind AND a.kind = 'order';

-- What an execution is fits together.
INSERT INTO differences
SELECT
    'form', 'warm', 'executions', account, NULL, order_id, 'status',
    'FUNDED of a fund, FILLED of an order with its fill and its quote, REJECTED with a reason',
    concat_ws(' ', coalesce(status, 'nothing'), 'of', kind, 'with reason', coalesce(reason, 'none')),
    time
FROM warm_executions
WHERE NOT coalesce(
    CASE status
        WHEN 'FUNDED' THEN
            kind = 'fund' AND reason IS NULL AND amount > 0 AND asset IS NOT NULL
        WHEN 'FILLED' THEN
            kind = 'order' AND reason IS NULL AND side IN ('BUY', 'SELL') AND quantity > 0
            AND price IS NOT NULL AND notional IS NOT NULL AND fee IS NOT NULL
            AND quote_bid IS NOT NULL AND quote_ask IS NOT NULL
        WHEN 'REJECTED' THEN
            reason IS NOT NULL AND price IS NULL AND notional IS NULL AND fee IS NULL
    END,
    FALSE);

-- An account's executions are numbered from 0 on, without a gap.
INSERT INTO differences
SELECT
    'number', 'warm', 'executions', account, NULL, NULL, 'number',
    '0 to ' || (count(*) - 1) || ', each once',
    min(number) || ' to ' || max(number) || ', ' || count(DISTINCT number) || ' of them', NULL
FROM warm_executions
GROUP BY account
HAVING min(number) != 0 OR max(number) != count(*) - 1 OR count(DISTINCT number) != count(*);

-- What an execution says that its account had afterwards is what the transfers up to it make.
INSERT INTO differences
SELECT
    'balance after', 'warm', 'executions', e.account, a.asset, e.order_id, a.what,
    r.balance::VARCHAR, a.said::VARCHAR, e.time
FROM warm_executions AS e
JOIN afters AS a ON a.account = e.account AND a.order_id = e.order_id
JOIN running AS r ON r.account = a.account AND r.asset = a.asset AND r.number = a.number
WHERE a.said IS DISTINCT FROM r.balance
    AND a.said IS NOT DISTINCT FROM
        CASE a.what WHEN 'cash' THEN e.cash ELSE e."position" END;

-- A tier that has passed an execution holds it.
INSERT INTO differences
SELECT
    'execution missing', r.tier, 'executions', w.account, NULL, w.order_id, 'number ' || w.number,
    w.words[8], NULL, w.time
FROM said AS w
JOIN reach AS r ON r.account = w.account AND r.tier != 'warm'
ANTI JOIN said AS t ON t.tier = r.tier AND t.account = w.account AND t.order_id = w.order_id
WHERE w.tier = 'warm' AND w.number <= r.newest
    AND (w.number >= r.oldest OR r.tier = 'cold');

INSERT INTO differences
SELECT
    'execution missing', 'warm', 'executions', t.account, NULL, t.order_id, 'number ' || t.number,
    t.words[8], NULL, t.time
FROM said AS t
JOIN reach AS r ON r.account = t.account AND r.tier = 'warm'
ANTI JOIN warm_executions AS w ON w.account = t.account AND w.order_id = t.order_id
WHERE t.tier != 'warm' AND t.number <= r.newest;

-- And holds it as it is.
INSERT INTO differences
SELECT
    'execution differs', tier, 'executions', account, NULL, order_id, what, expected, found, time
FROM (
    SELECT
        t.tier, t.account, t.order_id, w.time,
        unnest([
            'number', 'kind', 'pair', 'side', 'quantity', 'asset', 'amount', 'status', 'reason',
            'price', 'notional', 'fee', 'cash', 'position', 'time', 'request_time',
            'quote_sequence', 'quote_time', 'quote_bid', 'quote_ask', 'slippage', 'fee_rate'
        ]) AS what,
        unnest(w.words) AS expected,
        unnest(t.words) AS found
    FROM said AS t
    JOIN said AS w ON w.tier = 'warm' AND w.account = t.account AND w.order_id = t.order_id
    WHERE t.tier != 'warm' AND t.words IS DISTINCT FROM w.words
) AS pairs
ANTI JOIN absent AS a
    ON a.name = 'executions' AND a.tier IN (pairs.tier, 'warm') AND a.what = pairs.what
WHERE expected IS DISTINCT FROM found;

-- A message may stand on the topic twice, but says the same.
INSERT INTO differences
SELECT
    'execution repeated', 'cold', 'executions', account, NULL, order_id, 'payload',
    'the same in each message', count(DISTINCT payload) || ' different ones', min(time)
FROM cold_executions
GROUP BY account, order_id
HAVING count(DISTINCT payload) > 1;

-- The hot balances are those of some moment from where the slower of warm and hot stands on. What the
-- house has changes with every fill, so there the moment is now, while nothing is on its way.
CREATE TABLE hot_balances_apart AS
WITH floors AS (
    SELECT account, min(newest) AS number
    FROM reach
    WHERE tier IN ('warm', 'hot')
    GROUP BY account
),
moments AS (
    SELECT
        a.account, a.asset, a.said, a.number > f.number AS is_later,
        row_number() OVER (
            PARTITION BY a.account, a.asset, a.number > f.number ORDER BY a.number DESC
        ) AS back
    FROM afters AS a
    JOIN floors AS f ON f.account = a.account
)
SELECT account, asset, coalesce(r.balance, 0) AS expected, b.balance AS found
FROM reckoned AS r
FULL JOIN hot_balances AS b USING (account, asset)
ANTI JOIN moments AS m
    ON m.account = coalesce(r.account, b.account) AND m.asset = coalesce(r.asset, b.asset)
        AND (m.is_later OR m.back = 1) AND m.said = coalesce(b.balance, 0)
WHERE coalesce(b.balance, 0) != coalesce(r.balance, 0)
    AND EXISTS (FROM compared WHERE tier = 'hot' AND name = 'balances')
    AND NOT (
        starts_with(coalesce(r.account, b.account), '@')
        AND EXISTS (
            FROM reach AS h
            LEFT JOIN reach AS w ON w.tier = 'warm' AND w.account = h.account
            WHERE h.tier = 'hot' AND h.newest != coalesce(w.newest, -1)
        )
    );

-- If an asset's hot balances are apart but sum to zero, they are of a later moment: a stop may leave
-- them ahead of all executions. A balance that is wrong by itself leaves a sum.
CREATE TABLE hot_assets_later AS
SELECT asset
FROM hot_balances
GROUP BY asset
HAVING sum(balance) = 0 AND min(balance) FILTER (NOT starts_with(account, '@')) >= 0;

INSERT INTO differences
SELECT
    'balance', 'hot', 'balances', account, asset, NULL, 'balance', expected::VARCHAR,
    found::VARCHAR, NULL
FROM hot_balances_apart
ANTI JOIN hot_assets_later USING (asset);

-- What is only on its way: rows that a slower tier has not come to.
CREATE TABLE lag AS
SELECT t.tier, 'executions' AS name, count(*) AS row_count
FROM (SELECT tier FROM compared WHERE name = 'executions') AS t
CROSS JOIN (SELECT DISTINCT account, order_id, number FROM said) AS s
LEFT JOIN reach AS r ON r.tier = t.tier AND r.account = s.account
WHERE s.number > coalesce(r.newest, -1)
GROUP BY t.tier
UNION ALL
SELECT 'warm', 'balances', count(*)
FROM hot_balances_apart
SEMI JOIN hot_assets_later USING (asset)
HAVING count(*) > 0;
