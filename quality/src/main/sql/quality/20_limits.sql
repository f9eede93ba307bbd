-- From where on something is a fault. All rules take their limits from here; docs/reference/quality.md
-- says the same, and a test compares them.

CREATE TABLE limits AS
SELECT
    -- Faults of a kind that lie no further apart are one finding.
    INTERVAL 15 MINUTES AS together,
    -- A price that is so far from those before and after it, which agree.
    0.30 AS spike,
    -- So old may the price be that a spike is compared with.
    INTERVAL 1 HOUR AS spike_within,
    -- A price that changes so much at once and stays there.
    0.50 AS step,
    -- A time so far behind one that came before it, or from its message's receipt.
    INTERVAL 60 SECONDS AS clock_off,
    -- Of so many messages in a row, for so long, is said that their clock is slow; fewer may be late.
    10 AS slow_messages,
    INTERVAL 1 MINUTE AS slow_for,
    -- Receipts can be compared with times where so many of them are near.
    0.90 AS received_near,
    -- A pair with more gaps for each trade than this does not number its trades one by one.
    0.50 AS gaps_told,
    -- A quote that did not change for so long,
    INTERVAL 20 MINUTES AS frozen_for,
    -- in which it would have changed so often by the pair's own habit,
    20 AS frozen_changes,
    -- which is looked for in all of its ticks, and in those so long before and after,
    INTERVAL 6 HOURS AS frozen_around,
    -- while so many of the other pairs changed theirs, of those with so many ticks.
    0.50 AS others_moved,
    5 AS others_ticks,
    -- Silence, where there is a heartbeat a second, and where there is none,
    INTERVAL 10 MINUTES AS silence_of_heartbeats,
    INTERVAL 30 MINUTES AS silence_of_market,
    -- and so many times what is usual there: the length of the pauses that make up most of the time.
    5 AS silence_times,
    0.90 AS silence_usual,
    -- Trades that came too late for a candle, as a share of a pair's trades of a day, and how many.
    0.01 AS late_share,
    20 AS late_trades,
    -- So far behind the newest trade a candle of a running lab has come to rest.
    INTERVAL 65 MINUTES AS settled_after,
    -- Of so many messages in a row is said that they have another schema,
    20 AS schema_messages,
    -- if their pair does not change it more often than this; what comes and goes is optional.
    6 AS schema_changes,
    -- An asset's price at one exchange that is so far from that at another, for so many minutes.
    0.02 AS venue_off,
    5 AS venue_minutes,
    -- A tier with more holes for each row than this is not numbered by the bus.
    0.10 AS holes_told,
    -- So long what a running lab has just received may still be on its way to cold.
    INTERVAL 5 MINUTES AS on_its_way;
