package lab.quality;

import static lab.quality.Severity.ERROR;
import static lab.quality.Severity.WARNING;

import java.util.Arrays;

/** What is looked for. Each has its definition in a file of SQL. */
public enum Rule {
    PRICE_RANGE("price-range", ERROR, "30_price_range.sql", "prices and sizes are above zero"),
    PRICE_JUMP(
            "price-jump",
            WARNING,
            "31_price_jump.sql",
            "a price is near those before and after it"),
    CROSSED_BOOK(
            "crossed-book", ERROR, "32_crossed_book.sql", "the best bid is below the best ask"),
    FROZEN_PRICE(
            "frozen-price",
            ERROR,
            "33_frozen_price.sql",
            "quotes that keep coming change while others do"),
    TRADE_GAP("trade-gap", ERROR, "34_trade_ids.sql", "a pair's trade ids have no gap"),
    TRADE_TWICE("trade-twice", WARNING, "34_trade_ids.sql", "a trade stands there once"),
    TRADE_CONFLICT("trade-conflict", ERROR, "34_trade_ids.sql", "a trade id has one content"),
    CLOCK("clock", ERROR, "35_clock.sql", "event times go forward, and no further than receipts"),
    DEAD_LETTERS("dead-letters", WARNING, "36_dead_letters.sql", "messages can be read"),
    SILENCE("silence", WARNING, "37_silence.sql", "ticks, trades or heartbeats come"),
    CANDLE("candle", ERROR, "38_candles.sql", "candles are what their trades make"),
    LATE("late", WARNING, "39_late.sql", "trades come before their candle is closed"),
    SCHEMA("schema", WARNING, "40_schema.sql", "messages keep their fields and their types"),
    VENUE_PRICE(
            "venue-price",
            WARNING,
            "42_venues.sql",
            "an asset's price is the same at each exchange"),
    BUS_HOLE("bus-hole", ERROR, "41_positions.sql", "cold has every position of the bus"),
    BUS_TWICE("bus-twice", ERROR, "41_positions.sql", "cold has each position of the bus once");

    private final String id;
    private final Severity severity;
    private final String file;
    private final String wanted;

    Rule(String id, Severity severity, String file, String wanted) {
        this.id = id;
        this.severity = severity;
        this.file = file;
        this.wanted = wanted;
    }

    /** What it is called in reports. */
    public String id() {
        return id;
    }

    public Severity severity() {
        return severity;
    }

    /** Of the SQL that defines it. */
    String file() {
        return file;
    }

    /** What data look like that keep it. */
    public String wanted() {
        return wanted;
    }

    static Rule of(String id) {
        return Arrays.stream(values())
                .filter(it -> it.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("rule: must be known, was " + id));
    }
}
