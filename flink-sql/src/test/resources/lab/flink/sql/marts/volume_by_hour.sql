SELECT
    pair, 'live', start, hour(start), volume, quote_volume, trade_count,
    volume::DOUBLE / (sum(volume) OVER (PARTITION BY pair, start::DATE))::DOUBLE
FROM candles(INTERVAL 1 HOUR)
