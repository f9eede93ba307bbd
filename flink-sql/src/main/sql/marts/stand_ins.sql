-- Tables that not every lab has, without a row: only where there are order books.

CREATE TEMPORARY VIEW warm.`${database}`.book_features AS
SELECT
    '' AS pair,
    '' AS resolution,
    TIMESTAMP '1970-01-01 00:00:00.000' AS window_start,
    TIMESTAMP '1970-01-01 00:00:00.000' AS window_end,
    CAST(NULL AS DECIMAL(18, 8)) AS spread_bps,
    CAST(NULL AS DECIMAL(18, 8)) AS imbalance_5,
    CAST(NULL AS DECIMAL(18, 8)) AS imbalance_20,
    '' AS reason
FROM (
    VALUES (1)
) AS nothing (place)
WHERE place = 0;

CREATE TEMPORARY VIEW cold.`${database}`.book_changes AS
SELECT
    '' AS pair,
    '' AS kind,
    1 AS part,
    '' AS exchange,
    '' AS feed
FROM (
    VALUES (1)
) AS nothing (place)
WHERE place = 0;
