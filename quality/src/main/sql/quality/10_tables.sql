-- What is read of the tiers. Columns that a tier does not have are left empty.

CREATE TABLE asked (
    from_time TIMESTAMP,
    to_time TIMESTAMP,
    is_running BOOLEAN
);

CREATE TABLE cold_trades (
    pair VARCHAR,
    trade_id BIGINT,
    price DECIMAL(18, 8),
    size DECIMAL(18, 8),
    side VARCHAR,
    event_time TIMESTAMP,
    feed_time TIMESTAMP,
    bus_partition BIGINT,
    bus_offset BIGINT,
    bus_time TIMESTAMP,
    shape BIGINT
);

CREATE TABLE cold_ticks (
    pair VARCHAR,
    sequence BIGINT,
    price DECIMAL(18, 8),
    best_bid DECIMAL(18, 8),
    best_ask DECIMAL(18, 8),
    event_time TIMESTAMP,
    bus_partition BIGINT,
    bus_offset BIGINT,
    bus_time TIMESTAMP,
    shape BIGINT,
    exchange VARCHAR
);

-- Heartbeats come once a second, so they are held by pair and minute.
CREATE TABLE cold_heartbeats (
    pair VARCHAR,
    first_time TIMESTAMP,
    last_time TIMESTAMP,
    ended BOOLEAN,
    beats BIGINT
);

CREATE TABLE cold_dead_letters (
    source VARCHAR,
    reason VARCHAR,
    received TIMESTAMP,
    topic VARCHAR,
    "partition" BIGINT,
    "offset" BIGINT
);

CREATE TABLE cold_bus_losses (
    topic VARCHAR,
    "partition" BIGINT,
    from_offset BIGINT,
    to_offset BIGINT
);

CREATE TABLE warm_candles_1m (
    pair VARCHAR,
    window_start TIMESTAMP,
    window_end TIMESTAMP,
    "open" DECIMAL(18, 8),
    high DECIMAL(18, 8),
    low DECIMAL(18, 8),
    "close" DECIMAL(18, 8),
    volume DECIMAL(38, 8),
    quote_volume DECIMAL(38, 16),
    vwap DECIMAL(18, 8),
    trade_count BIGINT,
    source VARCHAR
);

CREATE TABLE warm_candles_5m AS
FROM warm_candles_1m;

CREATE TABLE warm_candles_1h AS
FROM warm_candles_1m;

-- A message's fields with their JSON types; a field that is null counts as absent.
CREATE TABLE shapes (
    shape BIGINT,
    field VARCHAR,
    json_type VARCHAR
);

-- What was read, and at which snapshot.
CREATE TABLE read_tables (
    tier VARCHAR,
    name VARCHAR,
    snapshot VARCHAR,
    row_count BIGINT
);

-- A single fault: of which rule, when by event time, and how it looks. Those of one rule, table,
-- pair and kind that lie together become one finding.
CREATE TABLE marked (
    rule VARCHAR,
    table_name VARCHAR,
    pair VARCHAR,
    from_time TIMESTAMP,
    to_time TIMESTAMP,
    amount BIGINT,
    what VARCHAR,
    example VARCHAR
);

-- What could not be told, and why.
CREATE TABLE notes (
    note VARCHAR
);
