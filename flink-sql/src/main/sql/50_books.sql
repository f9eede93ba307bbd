-- Order books: what exchanges said of them, as it came, in Iceberg, exactly once.
--
-- A job of its own, since most labs have no books and each source and sink costs a start CPU: it runs where
-- the feed has books, and where it ran before. What it cannot read are dead letters, which the cold job stores.
-- Without a checkpoint a start goes on behind what the table holds.

SET 'job.state-version' = '1';
SET 'execution.checkpointing.interval' = '${checkpoint.interval}';

CREATE DATABASE IF NOT EXISTS cold.`${database}`;

-- The levels stand in the payload; the other columns say which rows a book needs.
CREATE TABLE IF NOT EXISTS cold.`${database}`.book_changes (
    pair STRING NOT NULL,
    kind STRING NOT NULL,
    first_update_id BIGINT,
    last_update_id BIGINT,
    part INT,
    parts INT,
    event_time TIMESTAMP(6) NOT NULL,
    received TIMESTAMP(6) NOT NULL,
    exchange STRING NOT NULL,
    feed STRING NOT NULL,
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

CREATE TEMPORARY TABLE all_books (
    pair STRING NOT NULL,
    kind STRING NOT NULL,
    first_update_id BIGINT,
    last_update_id BIGINT,
    part INT,
    parts INT,
    event_time TIMESTAMP(6) NOT NULL,
    received TIMESTAMP(6) NOT NULL,
    exchange STRING NOT NULL,
    feed STRING NOT NULL,
    payload STRING NOT NULL
) WITH (
    'topic' = 'books',
    'scan.startup.mode' = 'specific-offsets',
    'scan.startup.specific-offsets' = '${cold.books.offsets}',
    'scan.poll.idle-backoff.min' = '100 ms',
    'scan.poll.idle-backoff.max' = '500 ms',
    'scan.decode-error' = 'dead-letter',
    'scan.dead-letter.topic' = 'dlq',
    'scan.dead-letter.source' = 'bus',
    'format' = 'lab-book',
    'lab-book.market-clock' = '${market.clock}'
) LIKE bus (OVERWRITING OPTIONS);

EXECUTE STATEMENT SET BEGIN

INSERT INTO cold.`${database}`.book_changes
SELECT
    pair, kind, first_update_id, last_update_id, part, parts, event_time, received, exchange, feed,
    bus_partition, bus_offset, bus_time, payload,
    CAST(event_time AS DATE)
FROM all_books;

END;
