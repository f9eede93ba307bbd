-- What is read from the tiers, as it stands there. The columns have the names that they have in the
-- tiers; one that a tier has not stays empty. Amounts have 38 digits, since DuckDB multiplies and
-- adds within the digits of what it is given.

CREATE TABLE warm_executions (
    account VARCHAR,
    order_id VARCHAR,
    number BIGINT,
    kind VARCHAR,
    pair VARCHAR,
    side VARCHAR,
    quantity DECIMAL(38, 18),
    asset VARCHAR,
    amount DECIMAL(38, 18),
    status VARCHAR,
    reason VARCHAR,
    price DECIMAL(38, 8),
    notional DECIMAL(38, 8),
    fee DECIMAL(38, 8),
    cash DECIMAL(38, 8),
    "position" DECIMAL(38, 8),
    time TIMESTAMP,
    request_time TIMESTAMP,
    quote_sequence BIGINT,
    quote_time TIMESTAMP,
    quote_bid DECIMAL(38, 8),
    quote_ask DECIMAL(38, 8),
    slippage DECIMAL(38, 18),
    fee_rate DECIMAL(38, 18),
    quote_wait_ms BIGINT
);

CREATE TABLE cold_executions AS
FROM warm_executions;

ALTER TABLE cold_executions ADD COLUMN bus_partition BIGINT;

ALTER TABLE cold_executions ADD COLUMN bus_offset BIGINT;

ALTER TABLE cold_executions ADD COLUMN payload VARCHAR;

CREATE TABLE hot_executions AS
FROM warm_executions;

-- What was asked, message by message, and what clearing cost from when on.
CREATE TABLE cold_orders (
    account VARCHAR,
    order_id VARCHAR,
    kind VARCHAR,
    time TIMESTAMP,
    bus_partition BIGINT,
    bus_offset BIGINT,
    bus_time TIMESTAMP
);

CREATE TABLE cold_terms (
    from_time TIMESTAMP,
    slippage DECIMAL(38, 18),
    fee_rate DECIMAL(38, 18),
    quote_wait_ms BIGINT,
    bus_partition BIGINT,
    bus_offset BIGINT,
    bus_time TIMESTAMP,
    payload VARCHAR
);

CREATE TABLE warm_transfers (
    transfer_id VARCHAR,
    order_id VARCHAR,
    debit VARCHAR,
    credit VARCHAR,
    asset VARCHAR,
    amount DECIMAL(38, 8),
    time TIMESTAMP
);

CREATE TABLE warm_balances (
    account VARCHAR,
    asset VARCHAR,
    balance DECIMAL(38, 8)
);

CREATE TABLE hot_balances AS
FROM warm_balances;

CREATE TABLE candles (
    pair VARCHAR,
    window_end TIMESTAMP,
    close DECIMAL(38, 8)
);

-- Which tables there were, and at which snapshot.
CREATE TABLE compared (
    tier VARCHAR,
    name VARCHAR,
    snapshot VARCHAR,
    row_count BIGINT
);

-- Columns that a table of a tier has not.
CREATE TABLE absent (
    tier VARCHAR,
    name VARCHAR,
    what VARCHAR
);

-- What a fill comes to by its quote, its quantity and its terms. It is worked out before it comes
-- here: a price times a quantity may have more digits than DuckDB's widest decimal.
CREATE TABLE due_fills (
    account VARCHAR,
    order_id VARCHAR,
    price DECIMAL(38, 8),
    notional DECIMAL(38, 8),
    fee DECIMAL(38, 8)
);
