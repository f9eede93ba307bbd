WITH spreads AS (
    SELECT *, if(best_bid > 0 AND best_ask > best_bid, 20000.0 * (best_ask - best_bid)::DOUBLE / (best_ask + best_bid)::DOUBLE, NULL) AS bps
    FROM ticks
)
SELECT pair, 'ticker', 'hour', date_trunc('hour', event_time), avg(bps), NULL, NULL, count(bps), count(*) - count(bps)
FROM spreads
GROUP BY pair, date_trunc('hour', event_time)
UNION ALL
SELECT pair, 'ticker', 'now', date_trunc('millisecond', max(event_time)), arg_max(bps, (event_time, bus_offset)), NULL, NULL, 1, 0
FROM spreads
WHERE bps IS NOT NULL
GROUP BY pair
UNION ALL
SELECT pair, 'book', 'hour', date_trunc('hour', start), avg(bps), avg(near), avg(far), count(bps), count(*) - count(bps)
FROM book_features
WHERE resolution = '1m'
GROUP BY pair, date_trunc('hour', start)
UNION ALL
SELECT
    pair, 'book', 'now', max(start), arg_max(struct_pack(v := bps), start).v, arg_max(struct_pack(v := near), start).v,
    arg_max(struct_pack(v := far), start).v, (arg_max(struct_pack(v := bps), start).v IS NOT NULL)::BIGINT,
    (arg_max(struct_pack(v := bps), start).v IS NULL)::BIGINT
FROM book_features
WHERE resolution = '1s'
GROUP BY pair
