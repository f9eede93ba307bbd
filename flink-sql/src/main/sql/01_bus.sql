-- The topics that jobs read, and first what they have in common. A message that cannot be read is
-- left out and counted; for each topic one of its readers says otherwise, so that each bad message
-- makes one dead letter. A market that is real cannot be ahead of the bus by more than a minute; one
-- with a clock of its own can, and all readers must know which it is.

CREATE TEMPORARY TABLE bus (
    bus_partition INT NOT NULL METADATA FROM 'partition' VIRTUAL,
    bus_offset BIGINT NOT NULL METADATA FROM 'offset' VIRTUAL,
    bus_time TIMESTAMP_LTZ(6) NOT NULL METADATA FROM 'timestamp' VIRTUAL
) WITH (
    'connector' = '${bus.connector}',
    'hostname' = '${bus.host}',
    'port' = '${bus.port}',
    'username' = '${bus.username}',
    'password.file' = '${bus.password-file}',
    'stream' = '${stream}',
    'consumer.name' = '${consumer}',
    'scan.startup.mode' = 'earliest-offset',
    'scan.await-topic' = 'true',
    'scan.on-data-loss' = '${bus.on-loss}',
    'scan.decode-error' = 'skip'
);

CREATE TEMPORARY TABLE bus_prices (
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
    payload STRING NOT NULL
) WITH (
    'topic' = 'prices',
    'format' = 'lab-tick',
    'lab-tick.market-clock' = '${market.clock}'
) LIKE bus;

CREATE TEMPORARY TABLE bus_trades (
    pair STRING NOT NULL,
    trade_id BIGINT NOT NULL,
    price DECIMAL(18, 8) NOT NULL,
    size DECIMAL(18, 8) NOT NULL,
    side STRING NOT NULL,
    sequence BIGINT NOT NULL,
    event_time TIMESTAMP(6) NOT NULL,
    exchange STRING NOT NULL,
    feed_time TIMESTAMP(6),
    payload STRING NOT NULL
) WITH (
    'topic' = 'trades',
    'format' = 'lab-trade',
    'lab-trade.market-clock' = '${market.clock}'
) LIKE bus;

CREATE TEMPORARY TABLE bus_heartbeats (
    pair STRING NOT NULL,
    last_trade_id BIGINT NOT NULL,
    event_time TIMESTAMP(6) NOT NULL,
    exchange STRING NOT NULL,
    ended BOOLEAN NOT NULL
) WITH (
    'topic' = 'heartbeats',
    'format' = 'lab-heartbeat',
    'lab-heartbeat.market-clock' = '${market.clock}'
) LIKE bus;

CREATE TEMPORARY TABLE bus_orders (
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
    payload STRING NOT NULL
) WITH (
    'topic' = 'orders',
    'format' = 'lab-order'
) LIKE bus;

CREATE TEMPORARY TABLE bus_executions (
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
    payload STRING NOT NULL
) WITH (
    'topic' = 'executions',
    'format' = 'lab-execution'
) LIKE bus;

CREATE TEMPORARY TABLE bus_terms (
    from_time TIMESTAMP(6) NOT NULL,
    slippage DECIMAL(20, 18) NOT NULL,
    fee_rate DECIMAL(20, 18) NOT NULL,
    quote_wait_ms BIGINT NOT NULL,
    payload STRING NOT NULL
) WITH (
    'topic' = 'terms',
    'format' = 'lab-terms',
    'lab-terms.market-clock' = '${market.clock}'
) LIKE bus;

CREATE TEMPORARY TABLE bus_dlq (
    source STRING NOT NULL,
    reason STRING NOT NULL,
    payload STRING NOT NULL,
    received TIMESTAMP(6) NOT NULL,
    `topic` STRING,
    `partition` INT,
    `offset` BIGINT,
    line BIGINT
) WITH (
    'topic' = 'dlq',
    'format' = 'lab-dead-letter'
) LIKE bus;
