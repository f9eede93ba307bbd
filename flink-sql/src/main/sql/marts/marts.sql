-- The catalog of marts. Each mart is a view with its definition in a file of its own: nothing is kept that
-- the tables of the tiers do not say, so a mart is right whenever these are, after a kill and after a reset.

CREATE CATALOG marts WITH (
    'type' = 'generic_in_memory'
);

CREATE DATABASE marts.`${database}`;

-- What each exchange is measured by: how long it may be silent on the bus, in seconds, and in which share of
-- the minutes it must be heard. One without a row here is not measured.
CREATE VIEW marts.`${database}`.service_levels AS
SELECT *
FROM (
    VALUES
        ('binance', 10, CAST(0.999 AS DOUBLE)),
        ('coinbase', 10, CAST(0.999 AS DOUBLE)),
        ('kraken', 10, CAST(0.999 AS DOUBLE)),
        ('simulator', 10, CAST(0.999 AS DOUBLE))
) AS levels (exchange, silent_seconds_max, heard_share_min);
