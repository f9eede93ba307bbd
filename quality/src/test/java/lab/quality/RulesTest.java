package lab.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import lab.consensus.audit.tiers.TierDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each rule by a few rows: what it finds, and what is nearly that and is left alone. */
class RulesTest {
    private static final Path REFERENCE = Path.of("../docs/reference/quality.md");
    private static final LocalDateTime BEGIN = LocalDateTime.parse("2026-03-02T10:00:00");
    private static final long USUAL = 1;
    private static final long OTHER = 2;

    private final List<@Nullable Object[]> trades = new ArrayList<>();
    private final List<@Nullable Object[]> ticks = new ArrayList<>();
    private TierDatabase database;
    private long offset;

    @BeforeEach
    void open() throws SQLException {
        database = TierDatabase.inMemory("quality");
        database.run("10_tables.sql");
        database.run("20_limits.sql");
        try (TierDatabase.Rows asked = database.append("asked")) {
            asked.add(null, null, false);
        }
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    @Test
    void a_price_that_comes_back_is_a_spike_and_one_that_stays_a_jump() throws Exception {
        for (int i = 0; i < 20; i++) {
            trade("BTC-USD", i, i, i == 7 ? "140" : "100");
            trade("ETH-USD", i, i, i == 7 ? "125" : "100");
            trade("SOL-USD", i, i, i < 9 ? "100" : "151");
            trade("SKL-USD", i, i, i < 9 ? "100" : "140");
        }
        assertThat(found(Rule.PRICE_JUMP))
                .containsExactlyInAnyOrder(
                        "price-jump BTC-USD 10:07 10:07 1", "price-jump SOL-USD 10:08 10:09 1");
    }

    @Test
    void a_size_of_nothing_and_a_quote_below_zero_are_out_of_range() throws Exception {
        trade("BTC-USD", 1, 1, "100");
        tick("BTC-USD", 1, "100", "0", "0");
        tick("BTC-USD", 2, "100", "-1", "101");
        trade("BTC-USD", 2, 3, "0");
        assertThat(found(Rule.PRICE_RANGE))
                .containsExactlyInAnyOrder(
                        "price-range BTC-USD 10:02 10:02 1", "price-range BTC-USD 10:03 10:03 1");
    }

    @Test
    void a_book_is_crossed_where_both_sides_are_there() throws Exception {
        tick("BTC-USD", 1, "100", "99", "101");
        tick("BTC-USD", 2, "100", "101", "101");
        tick("BTC-USD", 3, "100", "101", "0");
        assertThat(found(Rule.CROSSED_BOOK)).containsExactly("crossed-book BTC-USD 10:02 10:02 1");
    }

    @Test
    void what_stands_still_alone_is_frozen_and_what_hardly_ever_moves_is_not() throws Exception {
        for (int i = 0; i < 100; i++) {
            tick("BTC-USD", i, i >= 30 && i < 60 ? "100" : "10" + i, "1", "2");
            tick("ETH-USD", i, "10" + i, "1", "2");
            tick("USDT-USD", i, "1." + i / 40, "1", "2");
        }
        assertThat(found(Rule.FROZEN_PRICE)).containsExactly("frozen-price BTC-USD 10:30 10:59 30");
    }

    @Test
    void a_market_that_stands_still_is_not_frozen() throws Exception {
        for (int i = 0; i < 100; i++) {
            String price = i >= 30 && i < 60 ? "100" : "10" + i;
            tick("BTC-USD", i, price, "1", "2");
            tick("ETH-USD", i, price, "1", "2");
            tick("SOL-USD", i, price, "1", "2");
        }
        assertThat(found(Rule.FROZEN_PRICE)).isEmpty();
    }

    @Test
    void trades_that_are_missing_repeated_or_contradicted_are_told_apart() throws Exception {
        trade("BTC-USD", 1, 1, "100");
        trade("BTC-USD", 2, 2, "100");
        trade("BTC-USD", 5, 9, "100");
        trade("BTC-USD", 5, 9, "100");
        trade("BTC-USD", 2, 2, "101");
        assertThat(found(Rule.TRADE_GAP))
                .containsExactlyInAnyOrder(
                        "trade-gap BTC-USD 10:02 10:09 2",
                        "trade-twice BTC-USD 10:09 10:09 1",
                        "trade-conflict BTC-USD 10:02 10:02 1");
    }

    @Test
    void a_pair_that_does_not_count_by_one_has_a_note_and_no_gaps() throws Exception {
        for (int i = 0; i < 30; i++) {
            trade("BTC-USD", 7L * i, i, "100");
        }
        assertThat(found(Rule.TRADE_GAP)).isEmpty();
        assertThat(database.query("SELECT note FROM notes", row -> row.getString(1)))
                .containsExactly(
                        "BTC-USD: its trade ids do not grow by one, so that gaps cannot be told");
    }

    @Test
    void trades_that_were_fetched_later_are_late_and_show_no_wrong_clock() throws Exception {
        for (int i = 0; i < 60; i++) {
            if (i < 20 || i >= 40) {
                trade("BTC-USD", i, i, "100");
            }
        }
        for (int i = 20; i < 40; i++) {
            trade("BTC-USD", i, i, "100");
        }
        assertThat(found(Rule.CLOCK)).isEmpty();
    }

    @Test
    void of_two_times_that_contradict_each_other_the_rarer_is_wrong() throws Exception {
        for (int i = 0; i < 300; i++) {
            trade("BTC-USD", i, i < 100 || i >= 110 ? i : i - 60, "100");
            trade("ETH-USD", i, i < 100 || i >= 110 ? i : i + 60, "100");
        }
        assertThat(found(Rule.CLOCK))
                .containsExactlyInAnyOrder(
                        "clock BTC-USD 11:39 11:50 10", "clock ETH-USD 11:39 11:50 10");
    }

    @Test
    void a_clock_that_is_always_as_slow_shows_by_receipts_and_a_delay_does_not() throws Exception {
        for (int i = 0; i < 400; i++) {
            boolean isOff = i >= 100 && i < 120;
            received("BTC-USD", i, 5 * i, 5 * i + (isOff ? 2 : 0));
            received("ETH-USD", i, 5 * i, isOff ? 5 * 120 : 5 * i);
            received("SOL-USD", i, 5 * i, 5 * i - (i == 100 ? 2 : 0));
        }
        assertThat(found(Rule.CLOCK))
                .containsExactlyInAnyOrder(
                        "clock BTC-USD 18:22 19:57 20", "clock SOL-USD 18:18 18:18 1");
    }

    @Test
    void dead_letters_are_told_by_their_reason_without_its_numbers() throws Exception {
        try (TierDatabase.Rows rows = database.append("cold_dead_letters")) {
            rows.add("feed", "price: must be a number, was \"a\"", BEGIN, null, null, null);
            rows.add("feed", "price: must be a number, was \"b\"", BEGIN, null, null, null);
            rows.add("feed", "time: 3600 s ahead of its receipt", BEGIN, null, null, null);
        }
        assertThat(found(Rule.DEAD_LETTERS))
                .containsExactlyInAnyOrder("dead-letters - 10:00 10:00 2", "clock - 10:00 10:00 1");
    }

    @Test
    void trades_that_were_refused_are_not_missing_besides() throws Exception {
        for (int i = 0; i < 100; i++) {
            if (i < 10 || (i >= 14 && i < 50) || i >= 53) {
                trade("BTC-USD", i, i, "100");
            }
        }
        try (TierDatabase.Rows rows = database.append("cold_dead_letters")) {
            for (int i = 10; i < 14; i++) {
                LocalDateTime received = BEGIN.plusMinutes(i);
                rows.add(
                        "feed",
                        "time: " + i + " s ahead of its receipt",
                        received,
                        null,
                        null,
                        null);
            }
            rows.add("feed", "a frame that is cut", BEGIN.plusMinutes(51), null, null, null);
        }
        assertThat(found(Rule.TRADE_GAP, Rule.DEAD_LETTERS))
                .containsExactlyInAnyOrder(
                        "clock - 10:10 10:13 4",
                        "dead-letters - 10:51 10:51 1",
                        "trade-gap BTC-USD 10:49 10:53 3");
    }

    @Test
    void silence_is_longer_than_a_pair_is_ever_quiet() throws Exception {
        for (int i = 0; i < 600; i++) {
            if (i < 100 || i >= 140) {
                trade("BTC-USD", i, i, "100");
            }
            trade("ETH-USD", i, i, "100");
            if (i % 41 == 0) {
                trade("SKL-USD", i / 41, i, "100");
            }
        }
        assertThat(found(Rule.SILENCE)).containsExactly("silence BTC-USD 11:39 12:20 1");
    }

    @Test
    void late_trades_are_told_by_their_share() throws Exception {
        for (int i = 0; i < 300; i++) {
            boolean isBtcLate = i >= 100 && i < 130;
            if (!isBtcLate) {
                trade("BTC-USD", i, i, "100");
            }
            if (i != 100) {
                trade("ETH-USD", i, i, "100");
            }
        }
        trade("ETH-USD", 100, 100, "100");
        for (int i = 100; i < 130; i++) {
            trade("BTC-USD", i, i, "100");
        }
        assertThat(found(Rule.LATE)).containsExactly("late BTC-USD 11:40 12:09 30");
    }

    @Test
    void a_field_that_comes_and_goes_is_optional_and_one_that_goes_is_gone() throws Exception {
        shapes();
        for (int i = 0; i < 400; i++) {
            shaped("BTC-USD", i, i < 200 ? USUAL : OTHER);
            shaped("ETH-USD", i, i % 3 == 0 ? USUAL : OTHER);
            shaped("SOL-USD", i, i == 50 ? OTHER : USUAL);
        }
        assertThat(found(Rule.SCHEMA)).containsExactly("schema BTC-USD 13:20 16:39 200");
    }

    private void shapes() throws SQLException {
        try (TierDatabase.Rows rows = database.append("shapes")) {
            rows.add(USUAL, "pair", "string");
            rows.add(USUAL, "side", "string");
            rows.add(OTHER, "pair", "string");
        }
    }

    @Test
    void an_assets_price_is_compared_with_that_of_another_exchange() throws Exception {
        for (int i = 0; i < 60; i++) {
            at("coinbase", "BTC-USD", i, i >= 20 && i < 30 ? "103" : "101");
            at("binance", "BTC-USDT@binance", i, i == 40 ? "110" : "100");
            at("coinbase", "ETH-USD", i, "100");
            at("binance", "ETH-EUR@binance", i, "90");
            at("coinbase", "SOL-USD", i, "100");
            at("coinbase", "SOL-USDT", i, "120");
        }
        assertThat(found(Rule.VENUE_PRICE))
                .containsExactly("venue-price BTC-USDT@binance 10:20 10:30 10");
    }

    @Test
    void positions_that_a_dead_letter_names_are_no_holes() throws Exception {
        for (int i = 0; i < 100; i++) {
            trade("BTC-USD", i, i, "100");
            offset += i == 10 || i == 50 ? 1 : 0;
        }
        try (TierDatabase.Rows rows = database.append("cold_dead_letters")) {
            rows.add("bus", "unreadable", BEGIN, "trades", 0L, 11L);
        }
        assertThat(found(Rule.BUS_HOLE)).containsExactly("bus-hole - 10:50 10:51 1");
    }

    @Test
    void each_rule_and_each_limit_stands_in_the_reference() throws IOException, SQLException {
        String reference = Files.readString(REFERENCE);
        for (Rule rule : Rule.values()) {
            assertThat(reference)
                    .contains("| `%s` | %s |".formatted(rule.id(), rule.severity().word()));
        }
        List<String> limits = new ArrayList<>();
        database.each(
                "SELECT * FROM limits",
                row -> {
                    ResultSetMetaData columns = row.getMetaData();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        limits.add(
                                "| `%s` | %s |"
                                        .formatted(columns.getColumnName(i), row.getString(i)));
                    }
                });
        assertThat(limits).isNotEmpty().allSatisfy(it -> assertThat(reference).contains(it));
    }

    private void trade(String pair, long id, int minute, String price) {
        addTrade(pair, id, minute, price, LocalDateTime.parse("2026-08-01T00:00:00"));
    }

    private void received(String pair, long id, int minute, int receivedMinute) {
        addTrade(pair, id, minute, "100", BEGIN.plusMinutes(receivedMinute));
    }

    private void addTrade(String pair, long id, int minute, String price, LocalDateTime received) {
        trades.add(
                new @Nullable Object[] {
                    pair,
                    id,
                    new BigDecimal(price),
                    BigDecimal.ONE,
                    "buy",
                    BEGIN.plusMinutes(minute),
                    null,
                    0L,
                    offset++,
                    received,
                    null
                });
    }

    private void tick(String pair, int minute, String price, String bid, String ask) {
        addTick(pair, minute, price, bid, ask, null, "coinbase");
    }

    private void at(String exchange, String pair, int minute, String price) {
        addTick(pair, minute, price, "1", "2", null, exchange);
    }

    private void shaped(String pair, int minute, long shape) {
        addTick(pair, minute, "100", "99", "101", shape, "coinbase");
    }

    private void addTick(
            String pair,
            int minute,
            String price,
            String bid,
            String ask,
            @Nullable Long shape,
            String exchange) {
        LocalDateTime time = BEGIN.plusMinutes(minute);
        ticks.add(
                new @Nullable Object[] {
                    pair,
                    (long) minute,
                    new BigDecimal(price),
                    new BigDecimal(bid),
                    new BigDecimal(ask),
                    time,
                    0L,
                    offset++,
                    time,
                    shape,
                    exchange
                });
    }

    private void write(String table, List<@Nullable Object[]> rows) throws SQLException {
        try (TierDatabase.Rows all = database.append(table)) {
            rows.forEach(all::add);
        }
    }

    private List<String> found(Rule... rules) throws SQLException {
        write("cold_trades", trades);
        write("cold_ticks", ticks);
        database.run("25_prepared.sql");
        database.run("35_clock.sql");
        for (Rule rule : rules) {
            if (rule != Rule.CLOCK) {
                database.run(rule.file());
            }
        }
        database.run("90_findings.sql");
        return database.query(
                "SELECT rule || ' ' || coalesce(pair, '-') || ' ' || strftime(from_time, '%H:%M')"
                        + " || ' ' || strftime(to_time, '%H:%M') || ' ' || amount FROM findings",
                row -> row.getString(1));
    }
}
