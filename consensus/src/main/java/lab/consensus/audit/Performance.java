package lab.consensus.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import lab.consensus.audit.performance.AccountHistory;
import lab.consensus.audit.performance.AccountReport;
import lab.consensus.audit.performance.LastPrices;
import lab.consensus.audit.performance.Trade;
import lab.consensus.audit.tiers.AuditTables;
import lab.consensus.audit.tiers.PaimonRows;
import lab.consensus.audit.tiers.TierDatabase;
import lab.consensus.audit.tiers.WarmBooks;
import lab.servicekit.http.Json;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.types.RowType;
import org.jspecify.annotations.Nullable;

/**
 * How the accounts did: goes through all trades and all closes of minutes, once, in their order.
 */
final class Performance {
    static final String CURRENCY = "USD";

    /** How long before the first execution a close may be that prices it. */
    private static final Duration BEFORE = Duration.ofHours(1);

    /** With the venue behind it, the field of a change of terms that has the venue's fee. */
    private static final String VENUE_FEE = "fee_rate@";

    private static final String TRADES =
            """
            SELECT
                account, status, pair, side, quantity, asset, amount, price, notional, fee,
                max(time) OVER (PARTITION BY account ORDER BY number) AS settled,
                quote_bid, quote_ask, coalesce(slippage, 0), coalesce(fee_rate, 0), (
                    SELECT any_value(d.payload)
                    FROM due_terms AS d
                    WHERE d.account = e.account AND d.order_id = e.order_id
                        AND d.number = e.number
                ) AS terms
            FROM warm_executions AS e
            WHERE time <= ?
                AND (
                    (status = 'FUNDED' AND asset IS NOT NULL AND amount > 0)
                    OR (
                        status = 'FILLED' AND pair IS NOT NULL AND quantity > 0
                        AND price IS NOT NULL AND notional IS NOT NULL AND fee IS NOT NULL
                        AND CASE side
                            WHEN 'BUY' THEN quote_ask
                            WHEN 'SELL' THEN quote_bid
                        END IS NOT NULL
                    )
                )
            ORDER BY account, number
            """;

    private static final String REJECTED =
            """
            SELECT account, count(*) FILTER (status = 'REJECTED')
            FROM warm_executions
            WHERE time <= ?
            GROUP BY account
            """;

    private static final String EXPIRED =
            """
            SELECT account, count(*)
            FROM ignored_orders
            WHERE time <= ?
            GROUP BY account
            """;

    private static final String KNOWS_ORDERS =
            "SELECT 1 FROM compared WHERE tier = 'cold' AND name = 'orders'";

    private static final String BALANCES =
            """
            SELECT account, asset, sum(amount)
            FROM (
                SELECT credit AS account, asset, amount
                FROM warm_transfers
                WHERE time <= ?
                UNION ALL
                SELECT debit, asset, -amount
                FROM warm_transfers
                WHERE time <= ?
            )
            WHERE NOT starts_with(account, '@')
            GROUP BY account, asset
            ORDER BY account, asset
            """;

    private static final String CLOSES =
            """
            SELECT window_end, pair, close
            FROM candles
            WHERE window_end <= ?
            ORDER BY window_end, pair
            """;

    private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

    private final TierDatabase database;
    private final Timestamp until;
    private final SortedMap<String, List<Trade>> trades = new TreeMap<>();
    private final SortedSet<String> pairs = new TreeSet<>();
    private final LastPrices market = new LastPrices();

    private Performance(TierDatabase database, Optional<Instant> asOf) {
        this.database = database;
        this.until = Reading.timestamp(asOf.orElse(FAR));
    }

    /** Of all accounts. */
    static List<AccountReport> of(Reading reading, AuditTables tables, Optional<Instant> asOf)
            throws SQLException, IOException {
        var performance = new Performance(reading.database(), asOf);
        performance.readTrades();
        performance.readCandles(tables);
        return performance.reports();
    }

    private void readTrades() throws SQLException {
        database.each(
                TRADES,
                row ->
                        trades.computeIfAbsent(row.getString("account"), _ -> new ArrayList<>())
                                .add(trade(row)),
                until);
    }

    private static Trade trade(ResultSet row) throws SQLException {
        LocalDateTime time = row.getTimestamp("settled").toLocalDateTime();
        if (row.getString("status").equals("FUNDED")) {
            return new Trade.Funded(
                    time,
                    row.getString("asset"),
                    LastPrices.rounded(row.getBigDecimal("amount")),
                    new Trade.Terms(
                            row.getBigDecimal(14),
                            row.getBigDecimal(15),
                            venueFees(row.getString("terms"))));
        }
        boolean isBuy = row.getString("side").equals("BUY");
        return new Trade.Filled(
                time,
                row.getString("pair"),
                isBuy,
                LastPrices.rounded(row.getBigDecimal("quantity")),
                row.getBigDecimal("price"),
                row.getBigDecimal("notional"),
                row.getBigDecimal("fee"),
                row.getBigDecimal(isBuy ? "quote_ask" : "quote_bid"));
    }

    /** Of the change of terms that a request went by, as it stands on the bus. */
    private static Map<String, BigDecimal> venueFees(@Nullable String change) {
        Map<String, BigDecimal> fees = new HashMap<>();
        if (change != null) {
            try {
                for (var field : Json.mapper().readTree(change).properties()) {
                    if (field.getKey().startsWith(VENUE_FEE)) {
                        fees.put(
                                field.getKey().substring(VENUE_FEE.length()),
                                new BigDecimal(field.getValue().asText()));
                    }
                }
            } catch (JsonProcessingException | NumberFormatException e) {
                throw new AuditException("audit: terms must be readable, were " + change, e);
            }
        }
        return fees;
    }

    private void readCandles(AuditTables tables) throws SQLException, IOException {
        Optional<LocalDateTime> first =
                trades.values().stream()
                        .flatMap(List::stream)
                        .map(Trade::time)
                        .min(LocalDateTime::compareTo);
        if (first.isEmpty()) {
            return;
        }
        try (var warm = new WarmBooks(tables)) {
            Optional<FileStoreTable> candles = warm.table("candles_1m");
            if (candles.isPresent()) {
                Predicate filter = filter(candles.get().rowType(), first.get().minus(BEFORE));
                database.load(
                        "candles", new PaimonRows(candles.get(), "newest", Optional.of(filter)));
            }
        }
        pairs.addAll(database.query("SELECT DISTINCT pair FROM candles", row -> row.getString(1)));
    }

    /** All pairs if an account has not traded: then it could have held any; else those traded. */
    private Predicate filter(RowType type, LocalDateTime since) {
        var predicates = new PredicateBuilder(type);
        Predicate recent =
                predicates.greaterOrEqual(
                        type.getFieldIndex("window_start"),
                        org.apache.paimon.data.Timestamp.fromLocalDateTime(since));
        boolean allTraded =
                trades.values().stream()
                        .allMatch(all -> all.stream().anyMatch(Trade.Filled.class::isInstance));
        if (!allTraded) {
            return recent;
        }
        SortedSet<String> wanted = new TreeSet<>();
        trades.values().stream().flatMap(List::stream).forEach(trade -> want(trade, wanted));
        List<Object> names = new ArrayList<>();
        wanted.forEach(pair -> names.add(BinaryString.fromString(pair)));
        return PredicateBuilder.and(recent, predicates.in(type.getFieldIndex("pair"), names));
    }

    /** The pairs by which the assets of a trade are priced. */
    private static void want(Trade trade, SortedSet<String> wanted) {
        switch (trade) {
            case Trade.Funded funded -> wanted.add(funded.asset() + '-' + CURRENCY);
            case Trade.Filled filled -> {
                wanted.add(filled.pair());
                wanted.add(LastPrices.base(filled.pair()) + '-' + CURRENCY);
                wanted.add(LastPrices.quote(filled.pair()) + '-' + CURRENCY);
            }
        }
    }

    private List<AccountReport> reports() throws SQLException {
        SortedMap<String, AccountHistory> histories = new TreeMap<>();
        trades.forEach((account, all) -> histories.put(account, history(account, all)));
        var minute = new Minute(histories.values());
        database.each(
                CLOSES,
                row ->
                        minute.close(
                                row.getTimestamp(1).toLocalDateTime(),
                                row.getString(2),
                                row.getBigDecimal(3)),
                until);
        minute.end();
        histories.values().forEach(it -> it.upTo(LocalDateTime.MAX, market));
        return reports(histories);
    }

    private AccountHistory history(String account, List<Trade> all) {
        return new AccountHistory(account, currency(all), all, pairs);
    }

    /** Dollars if its first funds are, or have a price in them; else what its first funds are. */
    private String currency(List<Trade> all) {
        for (Trade trade : all) {
            if (trade instanceof Trade.Funded funded) {
                return pairs.contains(funded.asset() + '-' + CURRENCY) ? CURRENCY : funded.asset();
            }
        }
        return CURRENCY;
    }

    private List<AccountReport> reports(SortedMap<String, AccountHistory> histories)
            throws SQLException {
        Map<String, SortedMap<String, BigDecimal>> balances = new HashMap<>();
        database.each(
                BALANCES,
                row ->
                        balances.computeIfAbsent(row.getString(1), _ -> new TreeMap<>())
                                .put(row.getString(2), row.getBigDecimal(3)),
                until,
                until);
        SortedMap<String, Long> rejected = new TreeMap<>();
        database.each(REJECTED, row -> rejected.put(row.getString(1), row.getLong(2)), until);
        boolean knowsOrders = !database.query(KNOWS_ORDERS, row -> row.getInt(1)).isEmpty();
        SortedMap<String, Long> expired = new TreeMap<>();
        database.each(EXPIRED, row -> expired.put(row.getString(1), row.getLong(2)), until);
        int tried = (int) histories.values().stream().filter(AccountHistory::isCompared).count();
        List<AccountReport> reports = new ArrayList<>();
        rejected.forEach((account, count) -> {
            AccountHistory history = histories.get(account);
            reports.add(
                    (history == null ? history(account, List.of()) : history)
                            .report(
                                    count,
                                    knowsOrders
                                            ? Optional.of(expired.getOrDefault(account, 0L))
                                            : Optional.empty(),
                                    balances.getOrDefault(account, new TreeMap<>()),
                                    market,
                                    tried));
        });
        return reports;
    }

    /** Collects the closes of one moment; then everybody looks at what he has. */
    private final class Minute {
        private final List<AccountHistory> histories;
        private @Nullable LocalDateTime now;

        Minute(Collection<AccountHistory> histories) {
            this.histories = List.copyOf(histories);
        }

        void close(LocalDateTime time, String pair, BigDecimal close) {
            if (!time.equals(now)) {
                end();
                now = time;
                histories.forEach(it -> it.upTo(time, market));
            }
            market.close(pair, close);
            histories.forEach(it -> it.close(time, pair, close, market));
        }

        void end() {
            LocalDateTime closed = now;
            if (closed != null) {
                histories.forEach(it -> it.look(closed, market));
            }
        }
    }
}
