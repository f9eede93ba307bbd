SELECT
    pair, 'live', date_trunc('day', start)::TIMESTAMP AS day, date_trunc('day', start)::TIMESTAMP + INTERVAL 1 DAY,
    arg_min(o, start), max(h), min(l), arg_max(c, start), sum(volume), sum(quote_volume),
    sum(quote_volume)::DOUBLE / sum(volume)::DOUBLE, sum(trade_count)
FROM candles(INTERVAL 1 HOUR)
GROUP BY pair, date_trunc('day', start)::TIMESTAMP
