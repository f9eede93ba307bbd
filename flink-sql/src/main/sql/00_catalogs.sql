-- The tiers, as catalogs. Every job and every query begins with this file.
--
-- SQL files end each statement with a semicolon, and take ${variables} from the runner. Beside
-- Flink's own statements they may use two that the runner understands:
--   SET 'key' = 'value';                             configures the job; `job.state-version` says
--                                                    which state its checkpoints hold
--   ATTACH OPERATOR name TO views AS views;          lets a Java operator read views and make views

CREATE CATALOG hot WITH (
    'type' = '${hot.catalog}',
    'bootstrap.servers' = '${fluss.servers}'
);

CREATE CATALOG warm WITH (
    'type' = 'paimon',
    'warehouse' = '${paimon.warehouse}'
);

CREATE CATALOG cold WITH (
    'type' = 'iceberg',
    'catalog-type' = 'hadoop',
    'warehouse' = '${iceberg.warehouse}',
    'lock-impl' = 'lab.cold.CommitLocks'
);
