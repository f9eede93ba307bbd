SELECT DISTINCT ON (pair) pair, price, best_bid, best_ask, event_time, exchange, bus_time
FROM ticks
ORDER BY pair, event_time DESC, bus_offset DESC
