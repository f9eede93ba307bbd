-- The warm tier: candles in Paimon, exact and by event time, and what is to be seen beside them.
--
-- A candle is a function of the trades of its pair: repeats count once, and late trades correct it
-- for an hour. The operator `candles` keeps them; heartbeats, and the event time of other pairs where
-- a feed has none, only decide when a candle appears. A heartbeat counts from when its pair has come
-- to the trade that it names, so that heartbeats which are read ahead of the trades do no harm.

SET 'job.state-version' = '1';
SET 'execution.checkpointing.interval' = '${checkpoint.interval}';

CREATE DATABASE IF NOT EXISTS warm.`${database}`;

-- What the three tables have in common. Candles come from trades that the lab saw (`source` is live),
-- or are imported, and then what nobody told is NULL. A live one wins, whichever comes first: of two
-- rows of a key the one of the higher `source_rank` stays, of equal rank the later.
CREATE TEMPORARY TABLE candles (
    pair STRING NOT NULL,
    window_start TIMESTAMP(3) NOT NULL,
    window_end TIMESTAMP(3) NOT NULL,
    `open` DECIMAL(18, 8) NOT NULL,
    high DECIMAL(18, 8) NOT NULL,
    low DECIMAL(18, 8) NOT NULL,
    `close` DECIMAL(18, 8) NOT NULL,
    volume DECIMAL(38, 8) NOT NULL,
    quote_volume DECIMAL(38, 16),
    vwap DECIMAL(18, 8),
    trade_count BIGINT,
    source STRING NOT NULL,
    source_rank INT NOT NULL,
    PRIMARY KEY (pair, window_start) NOT ENFORCED
) WITH (
    'connector' = 'paimon',
    'bucket' = '1',
    'sequence.field' = 'source_rank',
    'changelog-producer' = 'lookup',
    'write-buffer-size' = '16 mb',
    'snapshot.time-retained' = '1 h',
    'snapshot.num-retained.min' = '10',
    'snapshot.num-retained.max' = '200'
);

CREATE TABLE IF NOT EXISTS warm.`${database}`.candles_1m
LIKE candles;

CREATE TABLE IF NOT EXISTS warm.`${database}`.candles_5m
LIKE candles;

CREATE TABLE IF NOT EXISTS warm.`${database}`.candles_1h
LIKE candles;

-- Trades that came so late that a candle was closed; `missed` says which intervals.
CREATE TABLE IF NOT EXISTS warm.`${database}`.late_trades (
    pair STRING NOT NULL,
    trade_id BIGINT NOT NULL,
    event_time TIMESTAMP(6) NOT NULL,
    price DECIMAL(18, 8) NOT NULL,
    size DECIMAL(18, 8) NOT NULL,
    side STRING NOT NULL,
    sequence BIGINT NOT NULL,
    exchange STRING NOT NULL,
    late_by_ms BIGINT NOT NULL,
    missed STRING NOT NULL,
    bus_partition INT NOT NULL,
    bus_offset BIGINT NOT NULL,
    PRIMARY KEY (pair, trade_id) NOT ENFORCED
) WITH (
    'bucket' = '1',
    'changelog-producer' = 'lookup',
    'write-buffer-size' = '16 mb',
    'snapshot.time-retained' = '1 h',
    'snapshot.num-retained.min' = '10',
    'snapshot.num-retained.max' = '200'
);

-- Who pressed in each minute, of the same trades as its candle: what takers bought and sold, bought less
-- sold by all of it, the price by size, the largest trade, and trades a second. A minute that was open
-- when a lab was brought to the version that knows takers has no row.
CREATE TABLE IF NOT EXISTS warm.`${database}`.trade_flow_1m (
    pair STRING NOT NULL,
    window_start TIMESTAMP(3) NOT NULL,
    window_end TIMESTAMP(3) NOT NULL,
    buys DECIMAL(38, 8) NOT NULL,
    sells DECIMAL(38, 8) NOT NULL,
    buy_count BIGINT NOT NULL,
    sell_count BIGINT NOT NULL,
    imbalance DECIMAL(18, 8) NOT NULL,
    vwap DECIMAL(18, 8) NOT NULL,
    largest DECIMAL(18, 8) NOT NULL,
    trades_per_second DECIMAL(18, 8) NOT NULL,
    PRIMARY KEY (pair, window_start) NOT ENFORCED
) WITH (
    'bucket' = '1',
    'write-buffer-size' = '16 mb',
    'snapshot.time-retained' = '1 h',
    'snapshot.num-retained.min' = '10',
    'snapshot.num-retained.max' = '200'
);

-- What charts show beside candles, one row for each id: what is told again takes its own place.
CREATE TABLE IF NOT EXISTS warm.`${database}`.annotations (
    id STRING NOT NULL,
    `time` TIMESTAMP(6) NOT NULL,
    pair STRING NOT NULL,
    layer STRING NOT NULL,
    text STRING NOT NULL,
    reference STRING NOT NULL,
    PRIMARY KEY (id) NOT ENFORCED
) WITH (
    'bucket' = '1',
    'write-buffer-size' = '16 mb',
    'snapshot.time-retained' = '1 h',
    'snapshot.num-retained.min' = '10',
    'snapshot.num-retained.max' = '200'
);

-- What the rules of `./lab quality` found, a row a finding, and its runs, a row each. Whoever looks
-- writes them, not this job. A finding is of a run if that has the same time; one without belongs to a
-- run that was cut short.
CREATE TABLE IF NOT EXISTS warm.`${database}`.quality (
    run_time TIMESTAMP(6) NOT NULL,
    window_start TIMESTAMP(6) NOT NULL,
    window_end TIMESTAMP(6) NOT NULL,
    pair STRING,
    rule STRING NOT NULL,
    severity STRING NOT NULL,
    table_name STRING NOT NULL,
    fault_count BIGINT NOT NULL,
    what STRING NOT NULL,
    examples STRING NOT NULL
) WITH (
    'bucket' = '-1',
    'snapshot.time-retained' = '1 h',
    'snapshot.num-retained.min' = '10',
    'snapshot.num-retained.max' = '200'
);

CREATE TABLE IF NOT EXISTS warm.`${database}`.quality_runs (
    run_time TIMESTAMP(6) NOT NULL,
    looked_from TIMESTAMP(6),
    looked_to TIMESTAMP(6),
    errors BIGINT NOT NULL,
    warnings BIGINT NOT NULL
) WITH (
    'bucket' = '-1',
    'snapshot.time-retained' = '1 h',
    'snapshot.num-retained.min' = '10',
    'snapshot.num-retained.max' = '200'
);

-- What is read here shows with the next checkpoint, seconds later. To look for each message by
-- itself would be half of this job's work.
CREATE TEMPORARY VIEW all_trades AS
SELECT
    pair, trade_id, event_time, feed_time, price, size, side, sequence, exchange,
    bus_partition, bus_offset
FROM bus_trades /*+ OPTIONS('scan.poll.idle-backoff.min' = '50 ms', 'scan.poll.idle-backoff.max' = '50 ms') */;

-- No other job reads this topic and the next, so it is for this one to make dead letters of them.
CREATE TEMPORARY TABLE read_heartbeats WITH (
    'scan.poll.idle-backoff.min' = '50 ms',
    'scan.poll.idle-backoff.max' = '50 ms',
    'scan.decode-error' = 'dead-letter',
    'scan.dead-letter.topic' = 'dlq',
    'scan.dead-letter.source' = 'bus'
) LIKE bus_heartbeats (OVERWRITING OPTIONS);

CREATE TEMPORARY VIEW all_heartbeats AS
SELECT pair, last_trade_id, event_time, ended, bus_partition
FROM read_heartbeats;

-- Nobody waits for annotations, and their times are no watermarks: candles do not depend on them.
CREATE TEMPORARY TABLE read_annotations (
    id STRING NOT NULL,
    `time` TIMESTAMP(6) NOT NULL,
    pair STRING NOT NULL,
    layer STRING NOT NULL,
    text STRING NOT NULL,
    reference STRING NOT NULL
) WITH (
    'topic' = 'annotations',
    'scan.poll.idle-backoff.max' = '500 ms',
    'scan.decode-error' = 'dead-letter',
    'scan.dead-letter.topic' = 'dlq',
    'scan.dead-letter.source' = 'bus',
    'format' = 'lab-annotation',
    'lab-annotation.market-clock' = '${market.clock}'
) LIKE bus;

CREATE TEMPORARY TABLE read_executions WITH (
    'scan.poll.idle-backoff.max' = '500 ms'
) LIKE bus_executions (OVERWRITING OPTIONS);

-- What was bought and sold; an account's order is filled once.
CREATE TEMPORARY VIEW fills AS
SELECT
    CONCAT(LOWER(side), '|', account, '|', order_id) AS id,
    `time`,
    pair,
    LOWER(side) AS layer,
    CONCAT(
        account, CASE side WHEN 'BUY' THEN ' buys ' ELSE ' sells ' END,
        REGEXP_REPLACE(CAST(quantity AS STRING), '[.]?0+$', ''),
        ' at ',
        REGEXP_REPLACE(CAST(price AS STRING), '[.]?0+$', '')
    ) AS text,
    CONCAT(account, '/', order_id) AS reference
FROM read_executions
WHERE status = 'FILLED'
    AND side IN ('BUY', 'SELL')
    AND pair IS NOT NULL
    AND quantity IS NOT NULL
    AND price IS NOT NULL;

ATTACH OPERATOR candles
TO all_trades, all_heartbeats
AS new_candles_1m, new_candles_5m, new_candles_1h, new_trade_flow_1m, too_late;

EXECUTE STATEMENT SET BEGIN

INSERT INTO warm.`${database}`.candles_1m
SELECT
    pair, window_start, window_end, `open`, high, low, `close`,
    volume, quote_volume, vwap, trade_count, 'live', 1
FROM new_candles_1m;

INSERT INTO warm.`${database}`.candles_5m
SELECT
    pair, window_start, window_end, `open`, high, low, `close`,
    volume, quote_volume, vwap, trade_count, 'live', 1
FROM new_candles_5m;

INSERT INTO warm.`${database}`.candles_1h
SELECT
    pair, window_start, window_end, `open`, high, low, `close`,
    volume, quote_volume, vwap, trade_count, 'live', 1
FROM new_candles_1h;

INSERT INTO warm.`${database}`.late_trades
SELECT
    pair, trade_id, event_time, price, size, side, sequence, exchange,
    late_by_ms, missed, bus_partition, bus_offset
FROM too_late;

INSERT INTO warm.`${database}`.annotations
SELECT id, `time`, pair, layer, text, reference
FROM read_annotations
UNION ALL
SELECT id, `time`, pair, layer, text, reference
FROM fills;

INSERT INTO warm.`${database}`.trade_flow_1m
SELECT
    pair, window_start, window_end, buys, sells, buy_count, sell_count, imbalance, vwap, largest,
    trades_per_second
FROM new_trade_flow_1m;

END;
