-- The topics that jobs read. A message that cannot be read is left out and counted; for each topic
-- one of its readers says otherwise, so that each bad message makes one dead letter.

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
    payload STRING NOT NULL,
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
    'topic' = 'prices',
    'consumer.name' = '${consumer}',
    'scan.startup.mode' = 'earliest-offset',
    'scan.await-topic' = 'true',
    'scan.decode-error' = 'skip',
    'format' = 'lab-tick'
);

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
    payload STRING NOT NULL,
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
    'topic' = 'trades',
    'consumer.name' = '${consumer}',
    'scan.startup.mode' = 'earliest-offset',
    'scan.await-topic' = 'true',
    'scan.decode-error' = 'skip',
    'format' = 'lab-trade'
);

CREATE TEMPORARY TABLE bus_heartbeats (
    pair STRING NOT NULL,
    last_trade_id BIGINT NOT NULL,
    event_time TIMESTAMP(6) NOT NULL,
    exchange STRING NOT NULL,
    ended BOOLEAN NOT NULL,
    bus_partition INT NOT NULL METADATA FROM 'partition' VIRTUAL
) WITH (
    'connector' = '${bus.connector}',
    'hostname' = '${bus.host}',
    'port' = '${bus.port}',
    'username' = '${bus.username}',
    'password.file' = '${bus.password-file}',
    'stream' = '${stream}',
    'topic' = 'heartbeats',
    'consumer.name' = '${consumer}',
    'scan.startup.mode' = 'earliest-offset',
    'scan.await-topic' = 'true',
    'scan.decode-error' = 'skip',
    'format' = 'lab-heartbeat'
);

CREATE TEMPORARY TABLE bus_dlq (
    source STRING NOT NULL,
    reason STRING NOT NULL,
    payload STRING NOT NULL,
    received TIMESTAMP(6) NOT NULL,
    `topic` STRING,
    `partition` INT,
    `offset` BIGINT,
    line BIGINT,
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
    'topic' = 'dlq',
    'consumer.name' = '${consumer}',
    'scan.startup.mode' = 'earliest-offset',
    'scan.await-topic' = 'true',
    'scan.decode-error' = 'skip',
    'format' = 'lab-dead-letter'
);
