-- latest_price: the newest tick of each pair by event time. Read of the hot tier, so that it is there while
-- the lab runs, within a fraction of a second.

CREATE VIEW marts.`${database}`.latest_price AS
SELECT pair, price, best_bid, best_ask, event_time, exchange, bus_time
FROM hot.`${database}`.quotes;
