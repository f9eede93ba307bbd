package lab.launcher.course;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lab.launcher.directory.LabException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The claims' SQL over small tables in DuckDB: nothing to say of right ones, and of each fault. */
class ClaimsTest {
    private static final String RIGHT =
            """
            ATTACH ':memory:' AS hot; ATTACH ':memory:' AS warm; ATTACH ':memory:' AS cold;
            CREATE SCHEMA hot.crypto; CREATE SCHEMA warm.crypto; CREATE SCHEMA cold.crypto;

            CREATE TABLE hot.crypto.ticks (pair TEXT, event_time TIMESTAMP, bus_partition INT, bus_offset BIGINT);
            INSERT INTO hot.crypto.ticks VALUES
                ('BTC-USD', '2025-01-01 00:00:01', 0, 0), ('BTC-USD', '2025-01-01 00:00:02', 0, 1),
                ('ETH-USD', '2025-01-01 00:00:01', 2, 0);
            CREATE TABLE hot.crypto.quotes (pair TEXT, event_time TIMESTAMP);
            INSERT INTO hot.crypto.quotes VALUES
                ('BTC-USD', '2025-01-01 00:00:02'), ('ETH-USD', '2025-01-01 00:00:01');
            CREATE TABLE hot.crypto.trades (pair TEXT, trade_id BIGINT, event_time TIMESTAMP);
            INSERT INTO hot.crypto.trades VALUES
                ('BTC-USD', 1, '2025-01-01 00:00:05'), ('BTC-USD', 2, '2025-01-01 00:00:59.999999'),
                ('BTC-USD', 3, '2025-01-01 00:01:00');

            CREATE TABLE warm.crypto.candles_1m (
                pair TEXT, window_start TIMESTAMP, window_end TIMESTAMP, high DECIMAL(18, 8),
                low DECIMAL(18, 8), vwap DECIMAL(18, 8), volume DECIMAL(28, 8), trade_count BIGINT);
            INSERT INTO warm.crypto.candles_1m VALUES
                ('BTC-USD', '2025-01-01 00:00', '2025-01-01 00:01', 12, 10, 11, 3, 2),
                ('BTC-USD', '2025-01-01 00:01', '2025-01-01 00:02', 13, 13, 13, 1.5, 1);
            CREATE TABLE warm.crypto.candles_5m AS
                SELECT 'BTC-USD' AS pair, TIMESTAMP '2025-01-01 00:00' AS window_start,
                    TIMESTAMP '2025-01-01 00:05' AS window_end, 13::DECIMAL(18, 8) AS high,
                    10::DECIMAL(18, 8) AS low, 4.5::DECIMAL(28, 8) AS volume;

            CREATE TABLE cold.crypto.trades (
                pair TEXT, trade_id BIGINT, event_time TIMESTAMP, size DECIMAL(18, 8),
                bus_partition INT, bus_offset BIGINT, payload TEXT);
            INSERT INTO cold.crypto.trades VALUES
                ('BTC-USD', 1, '2025-01-01 00:00:05', 1, 0, 0, '{"pair":"BTC-USD","trade_id":1,"size":"1"}'),
                ('BTC-USD', 2, '2025-01-01 00:00:59.999999', 2, 0, 1, '{"pair":"BTC-USD","trade_id":2,"size":"2"}'),
                ('BTC-USD', 3, '2025-01-01 00:01:00', 1.5, 0, 2, '{"pair":"BTC-USD","trade_id":3,"size":"1.5"}');

            CREATE TABLE warm.crypto.executions (account TEXT, order_id TEXT, status TEXT);
            INSERT INTO warm.crypto.executions VALUES ('momentum', 'a', 'FUNDED'), ('momentum', 'b', 'FILLED'), ('momentum', 'c', 'REJECTED');
            CREATE TABLE warm.crypto.transfers (
                transfer_id TEXT, order_id TEXT, debit TEXT, credit TEXT, asset TEXT, amount DECIMAL(38, 8));
            INSERT INTO warm.crypto.transfers VALUES
                ('a1', 'a', '@funding', 'momentum', 'USD', 1000), ('b1', 'b', 'momentum', '@market', 'USD', 50),
                ('b2', 'b', '@market', 'momentum', 'BTC', 0.5);
            CREATE TABLE warm.crypto.balances (account TEXT, asset TEXT, balance DECIMAL(38, 8));
            INSERT INTO warm.crypto.balances VALUES
                ('@funding', 'USD', -1000), ('momentum', 'USD', 950), ('@market', 'USD', 50),
                ('@market', 'BTC', -0.5), ('momentum', 'BTC', 0.5);
            """;

    /** A fault for each claim, by a piece of its words. */
    private static final Map<String, String> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("hot.crypto.ticks has rows", "DELETE FROM hot.crypto.ticks");
        FAULTS.put(
                "hot.crypto.ticks has each message",
                "UPDATE hot.crypto.ticks SET bus_offset = 2 WHERE bus_offset = 1");
        FAULTS.put(
                "hot.crypto.ticks has no message twice",
                "INSERT INTO hot.crypto.ticks SELECT * FROM hot.crypto.ticks LIMIT 1");
        FAULTS.put(
                "hot.crypto.quotes has the newest",
                "DELETE FROM hot.crypto.quotes WHERE pair = 'ETH-USD'");
        FAULTS.put("warm.crypto.candles_1m has rows", "DELETE FROM warm.crypto.candles_1m");
        FAULTS.put(
                "low, mean price and high",
                "UPDATE warm.crypto.candles_1m SET vwap = 12.00000001 WHERE high = 12");
        FAULTS.put(
                "five minutes are what", "UPDATE warm.crypto.candles_5m SET volume = 4.50000001");
        FAULTS.put(
                "each candle counts the trades",
                "UPDATE hot.crypto.trades SET event_time = '2025-01-01 00:01:00' WHERE trade_id ="
                        + " 2");
        FAULTS.put("cold.crypto.trades has rows", "DELETE FROM cold.crypto.trades");
        FAULTS.put(
                "cold.crypto.trades has each message",
                "DELETE FROM cold.crypto.trades WHERE trade_id = 2");
        FAULTS.put(
                "cold.crypto.trades has no message twice",
                "INSERT INTO cold.crypto.trades SELECT * FROM cold.crypto.trades WHERE trade_id ="
                        + " 1");
        FAULTS.put(
                "each row says what its message says",
                "UPDATE cold.crypto.trades SET trade_id = 12 WHERE trade_id = 1");
        FAULTS.put(
                "a minute's trades come to",
                "UPDATE cold.crypto.trades SET size = 1.00000001 WHERE trade_id = 1");
        FAULTS.put("warm.crypto.executions has rows", "DELETE FROM warm.crypto.executions");
        FAULTS.put("warm.crypto.transfers has rows", "DELETE FROM warm.crypto.transfers");
        FAULTS.put(
                "of each asset all balances",
                "UPDATE warm.crypto.balances SET balance = 950.00000001 WHERE balance = 950");
        FAULTS.put(
                "a balance is what came in",
                "UPDATE warm.crypto.transfers SET amount = 49 WHERE transfer_id = 'b1'");
        FAULTS.put(
                "no trader has less",
                "UPDATE warm.crypto.balances SET balance = -1 WHERE account = 'momentum' AND asset"
                        + " = 'USD'");
        FAULTS.put(
                "each fill has its transfers",
                "DELETE FROM warm.crypto.transfers WHERE order_id = 'b'");
    }

    @Test
    void of_right_tables_there_is_nothing_to_say() throws Exception {
        try (Connection tables = tables()) {
            assertThat(proofs(tables)).allSatisfy(proof -> assertThat(proof.broken()).isEmpty());
        }
    }

    @Test
    void each_claim_fails_by_its_fault() throws Exception {
        List<String> proven = new ArrayList<>();
        for (Map.Entry<String, String> fault : FAULTS.entrySet()) {
            try (Connection tables = tables();
                    Statement statement = tables.createStatement()) {
                statement.execute(fault.getValue());
                List<String> broken =
                        proofs(tables).stream()
                                .filter(proof -> proof.broken().isPresent())
                                .map(Proof::says)
                                .filter(says -> says.contains(fault.getKey()))
                                .toList();
                assertThat(broken).as(fault.getKey()).hasSize(1);
                proven.addAll(broken);
            }
        }
        try (Connection tables = tables()) {
            assertThat(proofs(tables)).extracting(Proof::says).hasSameElementsAs(proven);
        }
    }

    @Test
    void what_is_broken_is_shown_and_counted() throws Exception {
        try (Connection tables = tables();
                Statement statement = tables.createStatement()) {
            statement.execute(
                    "INSERT INTO hot.crypto.ticks SELECT 'X-USD', TIMESTAMP '2025-01-01', 1, i // 2"
                            + " FROM range(10) AS t(i)");
            assertThat(proofs(tables))
                    .extracting(Proof::line)
                    .anySatisfy(line ->
                            assertThat(line)
                                    .startsWith(
                                            "FAIL  hot.crypto.ticks has no message twice; not so:"
                                                    + " [1, ")
                                    .endsWith(" and 2 more"));
        }
    }

    private static List<Proof> proofs(Connection tables) throws Exception {
        List<Claim> all = new ArrayList<>();
        all.addAll(Claims.HOT);
        all.addAll(Claims.WARM);
        all.addAll(Claims.COLD);
        all.addAll(Claims.LEDGER);
        return TableCheck.of(all, sql -> rows(tables, sql));
    }

    private static List<List<@Nullable Object>> rows(Connection tables, String sql)
            throws LabException {
        try (Statement statement = tables.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new LabException(sql, e);
        }
    }

    private static Connection tables() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            statement.execute(RIGHT);
        }
        return connection;
    }
}
