-- The cold tier: every event as it came, in Iceberg, exactly once.
--
-- This job turns messages that cannot be read into dead letters, but those on `heartbeats` and
-- `annotations`, which the warm job does; and it stores all dead letters: its own come back to it over
-- the topic. What is on `dlq` and no dead letter makes one, which is, so that it ends there.
-- Commits are spaced, since each makes about ten files; a maintenance task puts small files together.
-- Without a checkpoint a start goes on behind what the tables hold: their rows carry their bus positions.
-- Nobody waits for this tier, so it asks for news less often than the others.

SET 'job.state-version' = '1';
SET 'execution.checkpointing.interval' = '${checkpoint.interval}';

CREATE DATABASE IF NOT EXISTS cold.`${database}`;

CREATE TABLE IF NOT EXISTS cold.`${database}`.ticks (
    pair STRING NOT NULL,
    sequence BIGINT NOT NULL,
    price DECIMAL(18, 8) NOT NULL,
    best_bid DECIMAL(18, 8) NOT NULL,
    best_ask DECIMAL(18, 8) NOT NULL,
    volume_24h DECIMAL(28, 8) NOT NULL,
    event_time TIMESTAMP(6) NOT NULL,
    trade_id BIGINT,
    last_size DECIMAL(18, 8),
    side STRING,
    exchange STRING NOT NULL,
    bus_partition INT NOT NULL,
    bus_offset BIGINT NOT NULL,
    bus_time TIMESTAMP_LTZ(6) NOT NULL,
    payload STRING NOT NULL,
    event_date DATE NOT NULL
) PARTITIONED BY (event_date) WITH (
    'format-version' = '2',
    'write.parquet.compression-codec' = 'zstd',
    'write.parquet.row-group-size-bytes' = '33554432',
    'write.target-file-size-bytes' = '134217728',
    'write.metadata.delete-after-commit.enabled' = 'true',
    'write.metadata.previous-versions-max' = '20',
    'commit.retry.num-retries' = '20',
    'commit.retry.max-wait-ms' = '2000'
);

CREATE TABLE IF NOT EXISTS cold.`${database}`.trades (
    pair STRING NOT NULL,
    trade_id BIGINT NOT NULL,
    price DECIMAL(18, 8) NOT NULL,
    size DECIMAL(18, 8) NOT NULL,
    side STRING NOT NULL,
    sequence BIGINT NOT NULL,
    event_time TIMESTAMP(6) NOT NULL,
    exchange STRING NOT NULL,
    feed_time TIMESTAMP(6),
    bus_partition INT NOT NULL,
    bus_offset BIGINT NOT NULL,
    bus_time TIMESTAMP_LTZ(6) NOT NULL,
    payload STRING NOT NULL,
    event_date DATE NOT NULL
) PARTITIONED BY (event_date) WITH (
    'format-version' = '2',
    'write.parquet.compression-codec' = 'zstd',
    'write.parquet.row-group-size-bytes' = '33554432',
    'write.target-file-size-bytes' = '134217728',
    'write.metadata.delete-after-commit.enabled' = 'true',
    'write.metadata.previous-versions-max' = '20',
    'commit.retry.num-retries' = '20',
    'commit.retry.max-wait-ms' = '2000'
);

CREATE TABLE IF NOT EXISTS cold.`${database}`.orders (
    order_id STRING NOT NULL,
    account STRING NOT NULL,
    kind STRING NOT NULL,
    pair STRING,
    side STRING,
    quantity DECIMAL(38, 18),
    asset STRING,
    amount DECIMAL(38, 18),
    `time` TIMESTAMP(6) NOT NULL,
    price STRING,
    signal_similarity STRING,
    signal_sentiment STRING,
    strategy STRING,
    bus_partition INT NOT NULL,
    bus_offset BIGINT NOT NULL,
    bus_time TIMESTAMP_LTZ(6) NOT NULL,
    payload STRING NOT NULL,
    event_date DATE NOT NULL
) PARTITIONED BY (event_date) WITH (
    'format-version' = '2',
    'write.parquet.compression-codec' = 'zstd',
    'write.parquet.row-group-size-bytes' = '33554432',
    'write.target-file-size-bytes' = '134217728',
    'write.metadata.delete-after-commit.enabled' = 'true',
    'write.metadata.previous-versions-max' = '20',
    'commit.retry.num-retries' = '20',
    'commit.retry.max-wait-ms' = '2000'
);

CREATE TABLE IF NOT EXISTS cold.`${database}`.executions (
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
    bus_partition INT NOT NULL,
    bus_offset BIGINT NOT NULL,
    bus_time TIMESTAMP_LTZ(6) NOT NULL,
    payload STRING NOT NULL,
    event_date DATE NOT NULL
) PARTITIONED BY (event_date) WITH (
    'format-version' = '2',
    'write.parquet.compression-codec' = 'zstd',
    'write.parquet.row-group-size-bytes' = '33554432',
    'write.target-file-size-bytes' = '134217728',
    'write.metadata.delete-after-commit.enabled' = 'true',
    'write.metadata.previous-versions-max' = '20',
    'commit.retry.num-retries' = '20',
    'commit.retry.max-wait-ms' = '2000'
);

-- What clearing cost when: a replay and the audit go by these, as the clearing house did.
CREATE TABLE IF NOT EXISTS cold.`${database}`.terms (
    from_time TIMESTAMP(6) NOT NULL,
    slippage DECIMAL(20, 18) NOT NULL,
    fee_rate DECIMAL(20, 18) NOT NULL,
    quote_wait_ms BIGINT NOT NULL,
    bus_partition INT NOT NULL,
    bus_offset BIGINT NOT NULL,
    bus_time TIMESTAMP_LTZ(6) NOT NULL,
    payload STRING NOT NULL,
    event_date DATE NOT NULL
) PARTITIONED BY (event_date) WITH (
    'format-version' = '2',
    'write.parquet.compression-codec' = 'zstd',
    'write.metadata.delete-after-commit.enabled' = 'true',
    'write.metadata.previous-versions-max' = '20',
    'commit.retry.num-retries' = '20',
    'commit.retry.max-wait-ms' = '2000'
);

-- What moved event time, what the clearing house closed by it, and what was said beside the market:
-- with the tables above, all that a run of the past goes by.
CREATE TABLE IF NOT EXISTS cold.`${database}`.heartbeats (
    pair STRING NOT NULL,
    last_trade_id BIGINT NOT NULL,
    event_time TIMESTAMP(6) NOT NULL,
    exchange STRING NOT NULL,
    ended BOOLEAN NOT NULL,
    bus_partition INT NOT NULL,
    bus_offset BIGINT NOT NULL,
    bus_time TIMESTAMP_LTZ(6) NOT NULL,
    payload STRING NOT NULL,
    event_date DATE NOT NULL
) PARTITIONED BY (event_date) WITH (
    'format-version' = '2',
    'write.parquet.compression-codec' = 'zstd',
    'write.metadata.delete-after-commit.enabled' = 'true',
    'write.metadata.previous-versions-max' = '20',
    'commit.retry.num-retries' = '20',
    'commit.retry.max-wait-ms' = '2000'
);

-- Without a place it is the word of a writer that takes the partition of the ticks over.
CREATE TABLE IF NOT EXISTS cold.`${database}`.closings (
    ticks_partition INT NOT NULL,
    writer STRING NOT NULL,
    place BIGINT,
    taken TIMESTAMP(6),
    `time` TIMESTAMP(6),
    bus_partition INT NOT NULL,
    bus_offset BIGINT NOT NULL,
    bus_time TIMESTAMP_LTZ(6) NOT NULL,
    payload STRING NOT NULL,
    event_date DATE NOT NULL
) PARTITIONED BY (event_date) WITH (
    'format-version' = '2',
    'write.parquet.compression-codec' = 'zstd',
    'write.metadata.delete-after-commit.enabled' = 'true',
    'write.metadata.previous-versions-max' = '20',
    'commit.retry.num-retries' = '20',
    'commit.retry.max-wait-ms' = '2000'
);

CREATE TABLE IF NOT EXISTS cold.`${database}`.annotations (
    id STRING NOT NULL,
    `time` TIMESTAMP(6) NOT NULL,
    pair STRING NOT NULL,
    layer STRING NOT NULL,
    text STRING NOT NULL,
    reference STRING NOT NULL,
    bus_partition INT NOT NULL,
    bus_offset BIGINT NOT NULL,
    bus_time TIMESTAMP_LTZ(6) NOT NULL,
    payload STRING NOT NULL,
    event_date DATE NOT NULL
) PARTITIONED BY (event_date) WITH (
    'format-version' = '2',
    'write.parquet.compression-codec' = 'zstd',
    'write.metadata.delete-after-commit.enabled' = 'true',
    'write.metadata.previous-versions-max' = '20',
    'commit.retry.num-retries' = '20',
    'commit.retry.max-wait-ms' = '2000'
);

CREATE TABLE IF NOT EXISTS cold.`${database}`.dead_letters (
    source STRING NOT NULL,
    reason STRING NOT NULL,
    payload STRING NOT NULL,
    received TIMESTAMP(6) NOT NULL,
    `topic` STRING,
    `partition` INT,
    `offset` BIGINT,
    line BIGINT,
    bus_partition INT NOT NULL,
    bus_offset BIGINT NOT NULL,
    bus_time TIMESTAMP_LTZ(6) NOT NULL,
    event_date DATE NOT NULL
) PARTITIONED BY (event_date) WITH (
    'format-version' = '2',
    'write.parquet.compression-codec' = 'zstd',
    'write.metadata.delete-after-commit.enabled' = 'true',
    'write.metadata.previous-versions-max' = '20',
    'commit.retry.num-retries' = '20',
    'commit.retry.max-wait-ms' = '2000'
);

-- What the bus has lost of messages that were read, once somebody accepted that; no job writes it.
CREATE TABLE IF NOT EXISTS cold.`${database}`.bus_losses (
    `topic` STRING NOT NULL,
    `partition` INT NOT NULL,
    from_offset BIGINT NOT NULL,
    to_offset BIGINT NOT NULL,
    noticed_at TIMESTAMP_LTZ(6) NOT NULL,
    how STRING NOT NULL
) WITH (
    'format-version' = '2',
    'write.parquet.compression-codec' = 'zstd'
);

-- Nobody waits for a row before it is committed, so those of the market are read some at a time.
CREATE TEMPORARY TABLE all_prices WITH (
    'scan.startup.mode' = 'specific-offsets',
    'scan.startup.specific-offsets' = '${cold.prices.offsets}',
    'scan.poll.idle-backoff.min' = '100 ms',
    'scan.poll.idle-backoff.max' = '250 ms',
    'scan.decode-error' = 'dead-letter',
    'scan.dead-letter.topic' = 'dlq',
    'scan.dead-letter.source' = 'bus'
) LIKE bus_prices (OVERWRITING OPTIONS);

CREATE TEMPORARY TABLE all_trades WITH (
    'scan.startup.mode' = 'specific-offsets',
    'scan.startup.specific-offsets' = '${cold.trades.offsets}',
    'scan.poll.idle-backoff.min' = '100 ms',
    'scan.poll.idle-backoff.max' = '250 ms',
    'scan.decode-error' = 'dead-letter',
    'scan.dead-letter.topic' = 'dlq',
    'scan.dead-letter.source' = 'bus'
) LIKE bus_trades (OVERWRITING OPTIONS);

CREATE TEMPORARY TABLE all_orders WITH (
    'scan.startup.mode' = 'specific-offsets',
    'scan.startup.specific-offsets' = '${cold.orders.offsets}',
    'scan.poll.idle-backoff.max' = '250 ms',
    'scan.decode-error' = 'dead-letter',
    'scan.dead-letter.topic' = 'dlq',
    'scan.dead-letter.source' = 'bus'
) LIKE bus_orders (OVERWRITING OPTIONS);

CREATE TEMPORARY TABLE all_executions WITH (
    'scan.startup.mode' = 'specific-offsets',
    'scan.startup.specific-offsets' = '${cold.executions.offsets}',
    'scan.poll.idle-backoff.max' = '250 ms',
    'scan.decode-error' = 'dead-letter',
    'scan.dead-letter.topic' = 'dlq',
    'scan.dead-letter.source' = 'bus'
) LIKE bus_executions (OVERWRITING OPTIONS);

CREATE TEMPORARY TABLE all_terms WITH (
    'scan.startup.mode' = 'specific-offsets',
    'scan.startup.specific-offsets' = '${cold.terms.offsets}',
    'scan.poll.idle-backoff.max' = '250 ms',
    'scan.decode-error' = 'dead-letter',
    'scan.dead-letter.topic' = 'dlq',
    'scan.dead-letter.source' = 'bus'
) LIKE bus_terms (OVERWRITING OPTIONS);

CREATE TEMPORARY TABLE all_letters WITH (
    'scan.startup.mode' = 'specific-offsets',
    'scan.startup.specific-offsets' = '${cold.dlq.offsets}',
    'scan.poll.idle-backoff.max' = '250 ms',
    'scan.decode-error' = 'dead-letter',
    'scan.dead-letter.topic' = 'dlq',
    'scan.dead-letter.source' = 'bus'
) LIKE bus_dlq (OVERWRITING OPTIONS);

CREATE TEMPORARY TABLE all_heartbeats (
    payload STRING NOT NULL
) WITH (
    'scan.startup.mode' = 'specific-offsets',
    'scan.startup.specific-offsets' = '${cold.heartbeats.offsets}',
    'scan.poll.idle-backoff.min' = '100 ms',
    'scan.poll.idle-backoff.max' = '500 ms'
) LIKE bus_heartbeats (OVERWRITING OPTIONS);

CREATE TEMPORARY TABLE all_closings (
    ticks_partition INT NOT NULL,
    writer STRING NOT NULL,
    place BIGINT,
    taken TIMESTAMP(6),
    `time` TIMESTAMP(6),
    payload STRING NOT NULL
) WITH (
    'topic' = 'closings',
    'scan.startup.mode' = 'specific-offsets',
    'scan.startup.specific-offsets' = '${cold.closings.offsets}',
    'scan.poll.idle-backoff.max' = '500 ms',
    'scan.decode-error' = 'dead-letter',
    'scan.dead-letter.topic' = 'dlq',
    'scan.dead-letter.source' = 'bus',
    'format' = 'lab-closing'
) LIKE bus (OVERWRITING OPTIONS);

CREATE TEMPORARY TABLE all_annotations (
    id STRING NOT NULL,
    `time` TIMESTAMP(6) NOT NULL,
    pair STRING NOT NULL,
    layer STRING NOT NULL,
    text STRING NOT NULL,
    reference STRING NOT NULL,
    payload STRING NOT NULL
) WITH (
    'topic' = 'annotations',
    'scan.startup.mode' = 'specific-offsets',
    'scan.startup.specific-offsets' = '${cold.annotations.offsets}',
    'scan.poll.idle-backoff.max' = '500 ms',
    'format' = 'lab-annotation',
    'lab-annotation.market-clock' = '${market.clock}'
) LIKE bus (OVERWRITING OPTIONS);

ATTACH OPERATOR once_per_position TO all_letters AS letters;

EXECUTE STATEMENT SET BEGIN

INSERT INTO cold.`${database}`.ticks
SELECT
    pair, sequence, price, best_bid, best_ask, volume_24h, event_time,
    trade_id, last_size, side, exchange,
    bus_partition, bus_offset, bus_time, payload,
    CAST(event_time AS DATE)
FROM all_prices;

INSERT INTO cold.`${database}`.trades
SELECT
    pair, trade_id, price, size, side, sequence, event_time, exchange, feed_time,
    bus_partition, bus_offset, bus_time, payload,
    CAST(event_time AS DATE)
FROM all_trades;

INSERT INTO cold.`${database}`.orders
SELECT
    order_id, account, kind, pair, side, quantity, asset, amount, `time`, price,
    signal_similarity, signal_sentiment, strategy, bus_partition, bus_offset, bus_time,
    payload,
    CAST(`time` AS DATE)
FROM all_orders;

INSERT INTO cold.`${database}`.executions
SELECT
    account, order_id, `number`, kind, pair, side, quantity, asset, amount, status, reason,
    price, notional, fee, cash, `position`, `time`, request_time, quote_sequence,
    quote_time, quote_bid, quote_ask, slippage, fee_rate, quote_wait_ms,
    quote_retention_ms, request_price, signal_similarity, signal_sentiment, strategy,
    bus_partition, bus_offset, bus_time, payload,
    CAST(`time` AS DATE)
FROM all_executions;

INSERT INTO cold.`${database}`.dead_letters
SELECT
    source, reason, payload, received, `topic`, `partition`, `offset`, line,
    bus_partition, bus_offset, bus_time,
    CAST(received AS DATE)
FROM letters;

-- Behind those of older versions: the operators of a sink are known by its place.
INSERT INTO cold.`${database}`.terms
SELECT
    from_time, slippage, fee_rate, quote_wait_ms, bus_partition, bus_offset, bus_time, payload,
    CAST(from_time AS DATE)
FROM all_terms;

INSERT INTO cold.`${database}`.heartbeats
SELECT
    pair, last_trade_id, event_time, exchange, ended, bus_partition, bus_offset, bus_time, payload,
    CAST(event_time AS DATE)
FROM all_heartbeats;

INSERT INTO cold.`${database}`.closings
SELECT
    ticks_partition, writer, place, taken, `time`, bus_partition, bus_offset, bus_time, payload,
    CAST(bus_time AS DATE)
FROM all_closings;

INSERT INTO cold.`${database}`.annotations
SELECT
    id, `time`, pair, layer, text, reference, bus_partition, bus_offset, bus_time, payload,
    CAST(`time` AS DATE)
FROM all_annotations;

END;
