-- The clearing house: requests become executions and transfers, and balances follow from these.
--
-- What it does is a function of two logs, the ticks of each pair and the requests of each account. The
-- operator `clearing` keeps the rules; both topics are read in step by the bus's stamps, since what is
-- read of the one is kept until the other was read as far. No answer depends on that. The quick tier's
-- executions are read off the topic by the hot job; bad messages become dead letters in the cold one.

SET 'job.state-version' = '1';
SET 'execution.checkpointing.interval' = '${checkpoint.interval}';
SET 'execution.buffer-timeout.interval' = '5 ms';
SET 'pipeline.generic-types' = 'false';
-- The operator asks the broker where the ticks end.
SET 'clearing.bus.host' = '${bus.host}';
SET 'clearing.bus.port' = '${bus.port}';
SET 'clearing.bus.username' = '${bus.username}';
SET 'clearing.bus.password-file' = '${bus.password-file}';
SET 'clearing.bus.stream' = '${stream}';
SET 'clearing.market-clock' = '${market.clock}';

CREATE DATABASE IF NOT EXISTS warm.`${database}`;

CREATE DATABASE IF NOT EXISTS hot.`${database}`;

-- The newest files of the two large tables are Avro, which is written in half the time of Parquet;
-- compaction makes Parquet of ten of them at a time, and never holds up a writer. A key is not
-- stored beside the columns that it is made of.
CREATE TABLE IF NOT EXISTS warm.`${database}`.executions (
    account STRING NOT NULL,
    order_id STRING NOT NULL,
    `number` BIGINT NOT NULL,
    kind STRING NOT NULL,
    pair STRING,
    side STRING,
    quantity DECIMAL(38, 18),
    asset STRING,
    amount DECIMAL(38, 18),
    status STRING NOT NULL,
    reason STRING,
    price DECIMAL(38, 8),
    notional DECIMAL(38, 8),
    fee DECIMAL(38, 8),
    cash DECIMAL(38, 8) NOT NULL,
    `position` DECIMAL(38, 8),
    `time` TIMESTAMP(6) NOT NULL,
    request_time TIMESTAMP(6) NOT NULL,
    quote_sequence BIGINT,
    quote_time TIMESTAMP(6),
    quote_bid DECIMAL(18, 8),
    quote_ask DECIMAL(18, 8),
    slippage DECIMAL(20, 18) NOT NULL,
    fee_rate DECIMAL(20, 18) NOT NULL,
    quote_wait_ms BIGINT NOT NULL,
    quote_retention_ms BIGINT NOT NULL,
    request_price STRING,
    signal_similarity STRING,
    signal_sentiment STRING,
    strategy STRING,
    PRIMARY KEY (account, order_id) NOT ENFORCED
) WITH (
    'bucket' = '1',
    'data-file.thin-mode' = 'true',
    'file.format.per.level' = '0:avro',
    'metadata.stats-mode.per.level' = '0:none',
    'num-sorted-run.compaction-trigger' = '10',
    'num-sorted-run.stop-trigger' = '100',
    'write-buffer-size' = '16 mb',
    'snapshot.time-retained' = '1 h',
    'snapshot.num-retained.min' = '10',
    'snapshot.num-retained.max' = '200'
);

CREATE TABLE IF NOT EXISTS warm.`${database}`.transfers (
    transfer_id STRING NOT NULL,
    order_id STRING NOT NULL,
    debit STRING NOT NULL,
    credit STRING NOT NULL,
    asset STRING NOT NULL,
    amount DECIMAL(38, 8) NOT NULL,
    `time` TIMESTAMP(6) NOT NULL,
    PRIMARY KEY (transfer_id) NOT ENFORCED
) WITH (
    'bucket' = '1',
    'data-file.thin-mode' = 'true',
    'file.format.per.level' = '0:avro',
    'metadata.stats-mode.per.level' = '0:none',
    'num-sorted-run.compaction-trigger' = '10',
    'num-sorted-run.stop-trigger' = '100',
    'write-buffer-size' = '16 mb',
    'snapshot.time-retained' = '1 h',
    'snapshot.num-retained.min' = '10',
    'snapshot.num-retained.max' = '200'
);

CREATE TABLE IF NOT EXISTS warm.`${database}`.balances (
    account STRING NOT NULL,
    asset STRING NOT NULL,
    balance DECIMAL(38, 8) NOT NULL,
    PRIMARY KEY (account, asset) NOT ENFORCED
) WITH (
    'bucket' = '1',
    'changelog-producer' = 'lookup',
    'write-buffer-size' = '16 mb',
    'snapshot.time-retained' = '1 h',
    'snapshot.num-retained.min' = '10',
    'snapshot.num-retained.max' = '200'
);

CREATE TABLE IF NOT EXISTS hot.`${database}`.balances (
    account STRING NOT NULL,
    asset STRING NOT NULL,
    balance DECIMAL(38, 8) NOT NULL,
    PRIMARY KEY (account, asset) NOT ENFORCED
) WITH (
    'bucket.num' = '1',
    'client.writer.batch-size' = '256 kb',
    'client.writer.batch-timeout' = '10 ms',
    'client.scanner.log.fetch.wait-max-time' = '20 ms',
    'table.log.arrow.compression.type' = 'none'
);

-- A topic without anything new holds up nobody; else neither is read further ahead than it may be.
-- What cannot be read is a row all the same, so that the operator knows how far it has read.
CREATE TEMPORARY TABLE market (
    pair STRING,
    sequence BIGINT,
    best_bid DECIMAL(18, 8),
    best_ask DECIMAL(18, 8),
    event_time TIMESTAMP(6) NOT NULL,
    bus_time TIMESTAMP_LTZ(6) NOT NULL METADATA FROM 'timestamp' VIRTUAL,
    bus_ms AS CAST(bus_time AS TIMESTAMP_LTZ(3)),
    WATERMARK FOR bus_ms AS bus_ms
) WITH (
    'topic' = 'prices',
    'scan.poll.idle-backoff.min' = '5 ms',
    'scan.watermark.idle-timeout' = '2 s',
    'scan.watermark.alignment.group' = 'clearing',
    'scan.watermark.alignment.max-drift' = '1 min',
    'scan.watermark.alignment.update-interval' = '200 ms',
    'format' = 'lab-market',
    'lab-market.market-clock' = '${market.clock}'
) LIKE bus (OVERWRITING METADATA);

CREATE TEMPORARY TABLE requests (
    account STRING,
    payload STRING NOT NULL,
    bus_time TIMESTAMP_LTZ(6) NOT NULL METADATA FROM 'timestamp' VIRTUAL,
    bus_ms AS CAST(bus_time AS TIMESTAMP_LTZ(3)),
    WATERMARK FOR bus_ms AS bus_ms
) WITH (
    'topic' = 'orders',
    'scan.poll.idle-backoff.max' = '50 ms',
    'scan.watermark.idle-timeout' = '2 s',
    'scan.watermark.alignment.group' = 'clearing',
    'scan.watermark.alignment.max-drift' = '1 min',
    'scan.watermark.alignment.update-interval' = '200 ms',
    'format' = 'lab-request'
) LIKE bus (OVERWRITING METADATA);

CREATE TEMPORARY TABLE to_executions (
    account STRING NOT NULL,
    payload STRING NOT NULL
) WITH (
    'topic' = 'executions',
    'sink.partitioner' = 'key',
    'sink.partition-key' = 'account',
    'sink.buffer-flush.interval' = '20 ms',
    'format' = 'lab-payload'
) LIKE bus;

CREATE TEMPORARY TABLE to_progress (
    part STRING NOT NULL,
    payload STRING NOT NULL
) WITH (
    'topic' = 'progress',
    'sink.partitioner' = 'key',
    'sink.partition-key' = 'part',
    'sink.buffer-flush.interval' = '20 ms',
    'format' = 'lab-payload'
) LIKE bus;

CREATE TEMPORARY VIEW all_ticks AS
SELECT pair, sequence, best_bid, best_ask, event_time, bus_partition, bus_offset, bus_time
FROM market;

CREATE TEMPORARY VIEW all_requests AS
SELECT account, payload, bus_partition, bus_offset, bus_time
FROM requests;

ATTACH OPERATOR clearing
TO all_ticks, all_requests
AS new_executions, new_transfers, new_balances, new_progress, unpublished;

EXECUTE STATEMENT SET BEGIN

INSERT INTO to_executions
SELECT account, payload
FROM unpublished;

INSERT INTO warm.`${database}`.executions
SELECT
    account, order_id, `number`, kind, pair, side, quantity, asset, amount, status, reason,
    price, notional, fee, cash, `position`, `time`, request_time, quote_sequence,
    quote_time, quote_bid, quote_ask, slippage, fee_rate, quote_wait_ms,
    quote_retention_ms, request_price, signal_similarity, signal_sentiment, strategy
FROM new_executions;

INSERT INTO warm.`${database}`.transfers
SELECT transfer_id, order_id, debit, credit, asset, amount, `time`
FROM new_transfers;

INSERT INTO warm.`${database}`.balances
SELECT account, asset, balance
FROM new_balances;

INSERT INTO hot.`${database}`.balances
SELECT account, asset, balance
FROM new_balances;

INSERT INTO to_progress
SELECT part, payload
FROM new_progress;

END;
