-- Features of order books in Paimon: what the top of each book said, by second and minute of event time.
--
-- A row is the book as it stood at the end of its window, and a function of the pair's log: the operator
-- `book_features` keeps the books. It is read off the topic, not attached to the job `books`, since that
-- job's tables are never made anew and these are. Runs where that job does.

SET 'job.state-version' = '1';
SET 'execution.checkpointing.interval' = '${checkpoint.interval}';

CREATE DATABASE IF NOT EXISTS warm.`${database}`;

-- Depths are sums of sizes, in the base asset, of so many of the best levels; an imbalance is bids less
-- asks by both. Where the book was not in step, or one-sided, all numbers are NULL and `reason` says why.
-- A window in which nothing was said of the pair has no row: the book stood as in the row before.
CREATE TABLE IF NOT EXISTS warm.`${database}`.book_features (
    pair STRING NOT NULL,
    resolution STRING NOT NULL,
    window_start TIMESTAMP(3) NOT NULL,
    window_end TIMESTAMP(3) NOT NULL,
    exchange STRING NOT NULL,
    best_bid DECIMAL(18, 8),
    best_ask DECIMAL(18, 8),
    mid DECIMAL(19, 9),
    microprice DECIMAL(19, 9),
    spread_bps DECIMAL(18, 8),
    bid_depth_5 DECIMAL(38, 8),
    ask_depth_5 DECIMAL(38, 8),
    imbalance_5 DECIMAL(18, 8),
    bid_depth_20 DECIMAL(38, 8),
    ask_depth_20 DECIMAL(38, 8),
    imbalance_20 DECIMAL(18, 8),
    reason STRING,
    PRIMARY KEY (pair, resolution, window_start) NOT ENFORCED
) WITH (
    'bucket' = '1',
    'write-buffer-size' = '16 mb',
    'snapshot.time-retained' = '1 h',
    'snapshot.num-retained.min' = '10',
    'snapshot.num-retained.max' = '200'
);

-- What cannot be read is a dead letter of the job `books`.
CREATE TEMPORARY TABLE read_books (
    pair STRING NOT NULL,
    payload STRING NOT NULL
) WITH (
    'topic' = 'books',
    'scan.poll.idle-backoff.min' = '100 ms',
    'scan.poll.idle-backoff.max' = '500 ms',
    'format' = 'lab-book',
    'lab-book.market-clock' = '${market.clock}'
) LIKE bus;

CREATE TEMPORARY VIEW all_books AS
SELECT pair, payload
FROM read_books;

ATTACH OPERATOR book_features
TO all_books
AS new_book_features;

EXECUTE STATEMENT SET BEGIN

INSERT INTO warm.`${database}`.book_features
SELECT
    pair, resolution, window_start, window_end, exchange, best_bid, best_ask, mid, microprice, spread_bps,
    bid_depth_5, ask_depth_5, imbalance_5, bid_depth_20, ask_depth_20, imbalance_20, reason
FROM new_book_features;

END;
