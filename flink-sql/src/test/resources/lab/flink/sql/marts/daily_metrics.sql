WITH minutes AS (
    SELECT *, start::DATE AS day, c::DOUBLE AS price
    FROM candles(INTERVAL 1 MINUTE)
),
of_day AS (
    SELECT pair, day, list(price ORDER BY start) AS prices, arg_min(o, start)::DOUBLE AS opened, sum(volume) AS volume,
        sum(trade_count) AS trade_count
    FROM minutes
    GROUP BY pair, day
)
SELECT
    pair, 'live', day::TIMESTAMP,
    prices[-1] / opened - 1,
    sqrt(coalesce(list_sum([power(ln(prices[i] / prices[i - 1]), 2) FOR i IN range(2, len(prices) + 1)]), 0)),
    list_max([1 - prices[i] / list_max(prices[1:i]) FOR i IN range(1, len(prices) + 1)]),
    volume, trade_count, len(prices)
FROM of_day
