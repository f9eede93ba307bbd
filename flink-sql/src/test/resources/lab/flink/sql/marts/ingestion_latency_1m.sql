WITH stamped AS (
    SELECT 'prices' AS topic, event_time, bus_time FROM ticks
    UNION ALL
    SELECT 'trades', event_time, bus_time FROM trades
)
SELECT
    topic, 'exchange to bus', date_trunc('minute', bus_time), count(*),
    quantile_disc(epoch_us(bus_time) - epoch_us(event_time), 0.5) / 1000.0::DOUBLE,
    quantile_disc(epoch_us(bus_time) - epoch_us(event_time), 0.95) / 1000.0::DOUBLE,
    quantile_disc(epoch_us(bus_time) - epoch_us(event_time), 0.99) / 1000.0::DOUBLE
FROM stamped
GROUP BY topic, date_trunc('minute', bus_time)
