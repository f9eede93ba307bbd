-- price-range: a price or a size that is zero or below, or a quote below zero. A best bid or ask of
-- zero says that there is none.

INSERT INTO marked
SELECT
    'price-range', 'cold.trades', pair, event_time, event_time, 1,
    CASE WHEN price <= 0 THEN 'price' ELSE 'size' END || ' is not above zero',
    'trade ' || trade_id || ': price ' || price || ', size ' || size
FROM cold_trades
WHERE price <= 0 OR size <= 0;

INSERT INTO marked
SELECT
    'price-range', 'cold.ticks', pair, event_time, event_time, 1,
    CASE WHEN price <= 0 THEN 'price is not above zero' ELSE 'quote is below zero' END,
    'tick ' || sequence || ': price ' || price || ', bid ' || best_bid || ', ask ' || best_ask
FROM cold_ticks
WHERE price <= 0 OR best_bid < 0 OR best_ask < 0;
