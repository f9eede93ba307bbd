-- crossed-book: a best bid at or above the best ask, where both are there.

INSERT INTO marked
SELECT
    'crossed-book', 'cold.ticks', pair, event_time, event_time, 1,
    'best bid is not below best ask',
    'tick ' || sequence || ': bid ' || best_bid || ', ask ' || best_ask
FROM cold_ticks
WHERE best_bid > 0 AND best_ask > 0 AND best_bid >= best_ask;
