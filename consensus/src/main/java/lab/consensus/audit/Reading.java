package lab.consensus.audit;

import java.io.IOException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lab.consensus.audit.AuditReport.Compared;
import lab.consensus.audit.AuditReport.Lag;
import lab.consensus.audit.performance.DueFill;
import lab.consensus.audit.tiers.AuditTables;
import lab.consensus.audit.tiers.ColdBooks;
import lab.consensus.audit.tiers.HotBooks;
import lab.consensus.audit.tiers.HotBooks.BalanceKey;
import lab.consensus.audit.tiers.TierDatabase;
import lab.consensus.audit.tiers.TierTable;
import lab.consensus.audit.tiers.WarmBooks;

/** The books of all tiers at one moment, read into a database of their own and reckoned there. */
final class Reading implements AutoCloseable {
    static final List<String> WARM = List.of("executions", "transfers", "balances");

    private static final List<String> COLD = List.of("executions", "orders", "terms");

    private static final String FILLS =
            """
            SELECT account, order_id, side, quantity, quote_bid, quote_ask, slippage, fee_rate
            FROM warm_executions
            WHERE status = 'FILLED' AND side IN ('BUY', 'SELL')
                AND quantity IS NOT NULL AND quote_bid IS NOT NULL AND quote_ask IS NOT NULL
                AND slippage IS NOT NULL AND fee_rate IS NOT NULL
            """;

    private static final String KEYS =
            """
            SELECT credit, asset FROM warm_transfers
            UNION
            SELECT debit, asset FROM warm_transfers
            UNION
            SELECT account, asset FROM warm_balances
            """;

    private static final String DIFFERENCES =
            """
            SELECT rule, tier, name, account, asset, order_id, what, expected, found
            FROM differences
            WHERE coalesce(time <= ?, TRUE)
                AND NOT (? AND (name = 'balances' OR tier = 'hot'))
            ORDER BY name, tier, rule, account, order_id, asset, what
            """;

    private static final String COMPARED =
            "SELECT tier, name, snapshot, row_count FROM compared ORDER BY tier, name";

    private static final String LAG = "SELECT tier, name, row_count FROM lag ORDER BY tier, name";

    private final String environment;
    private final TierDatabase database;

    private Reading(String environment, TierDatabase database) {
        this.environment = environment;
        this.database = database;
    }

    /** Reads and reckons. Warm first: what the others have more than it is then newer. */
    static Reading of(AuditTables tables, Optional<HotBooks> hot) throws SQLException, IOException {
        TierDatabase database = TierDatabase.inMemory("audit");
        var reading = new Reading(tables.database(), database);
        try {
            database.run("10_tables.sql");
            reading.readWarm(tables);
            reading.readCold(tables);
            if (hot.isPresent()) {
                reading.readHot(hot.get());
            }
            database.run("20_reckoned.sql");
            database.run("30_differences.sql");
            return reading;
        } catch (SQLException | IOException | RuntimeException e) {
            reading.close();
            throw e;
        }
    }

    TierDatabase database() {
        return database;
    }

    private void readWarm(AuditTables tables) throws SQLException, IOException {
        try (var warm = new WarmBooks(tables)) {
            for (Map.Entry<String, TierTable> table : warm.together(WARM).entrySet()) {
                load("warm", table.getKey(), table.getValue());
            }
        }
        try (TierDatabase.Rows due = database.append("due_fills")) {
            database.each(FILLS, row -> addDueFill(row, due));
        }
    }

    private static void addDueFill(ResultSet row, TierDatabase.Rows due) throws SQLException {
        BigDecimal quantity = row.getBigDecimal("quantity");
        BigDecimal slippage = row.getBigDecimal("slippage");
        BigDecimal feeRate = row.getBigDecimal("fee_rate");
        DueFill fill =
                row.getString("side").equals("BUY")
                        ? DueFill.ofBuy(row.getBigDecimal("quote_ask"), quantity, slippage, feeRate)
                        : DueFill.ofSell(
                                row.getBigDecimal("quote_bid"), quantity, slippage, feeRate);
        due.add(
                row.getString("account"),
                row.getString("order_id"),
                fill.price(),
                fill.notional(),
                fill.fee());
    }

    private void readCold(AuditTables tables) throws SQLException, IOException {
        try (var cold = new ColdBooks(tables)) {
            // Terms last: those that a request went by are then no older than the request.
            for (String name : COLD) {
                Optional<TierTable> table = cold.table(name);
                if (table.isPresent()) {
                    load("cold", name, table.get());
                }
            }
        }
    }

    /** Balances before executions: an execution comes no later than the balance that it made. */
    private void readHot(HotBooks hot) throws SQLException, IOException {
        Set<BalanceKey> keys =
                new HashSet<>(
                        database.query(
                                KEYS, row -> new BalanceKey(row.getString(1), row.getString(2))));
        Optional<TierTable> balances = hot.balances(keys);
        if (balances.isPresent()) {
            load("hot", "balances", balances.get());
        }
        Optional<TierTable> executions = hot.executions();
        if (executions.isPresent()) {
            load("hot", "executions", executions.get());
        }
    }

    private void load(String tier, String name, TierTable table) throws SQLException, IOException {
        TierDatabase.Loaded loaded = database.load(tier + "_" + name, table);
        try (TierDatabase.Rows compared = database.append("compared")) {
            compared.add(tier, name, table.snapshot(), loaded.rows());
        }
        try (TierDatabase.Rows absent = database.append("absent")) {
            loaded.absent().forEach(column -> absent.add(tier, name, column));
        }
    }

    /**
     * All that does not reconcile.
     *
     * @param asOf leaves out executions after it, and the balances, which are of now
     */
    List<Difference> differences(Optional<Instant> asOf) throws SQLException {
        return database.query(
                DIFFERENCES,
                row ->
                        new Difference(
                                row.getString("rule"),
                                fullName(row.getString("tier"), row.getString("name")),
                                Optional.ofNullable(row.getString("account")),
                                Optional.ofNullable(row.getString("asset")),
                                Optional.ofNullable(row.getString("order_id")),
                                row.getString("what"),
                                Optional.ofNullable(row.getString("expected")),
                                Optional.ofNullable(row.getString("found"))),
                timestamp(asOf.orElse(FAR)),
                asOf.isPresent());
    }

    private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

    static Timestamp timestamp(Instant time) {
        return Timestamp.valueOf(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    }

    List<Compared> compared() throws SQLException {
        return database.query(
                COMPARED,
                row ->
                        new Compared(
                                fullName(row.getString(1), row.getString(2)),
                                row.getString(3),
                                row.getLong(4)));
    }

    List<Lag> lag() throws SQLException {
        return database.query(
                LAG, row -> new Lag(fullName(row.getString(1), row.getString(2)), row.getLong(3)));
    }

    private String fullName(String tier, String name) {
        return tier + "." + environment + "." + name;
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
