package lab.consensus.why;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lab.consensus.audit.tiers.AuditTables;
import lab.consensus.audit.tiers.WarmBooks;
import lab.domain.EventTime;
import lab.servicekit.http.Json;

/** Rows of the ledger in the warm tier as JSON, found by their keys. */
final class LedgerRows {
    private static final List<String> LEGS = List.of("fund", "cash", "asset", "fee");

    private final AuditTables tables;

    LedgerRows(AuditTables tables) {
        this.tables = tables;
    }

    Optional<ObjectNode> execution(String account, String orderId) throws IOException {
        try (var warm = new WarmBooks(tables)) {
            return warm
                    .rows(
                            "executions",
                            Map.of("account", List.of(account), "order_id", List.of(orderId)))
                    .stream()
                    .findFirst()
                    .map(LedgerRows::json);
        }
    }

    /** Cash first, then what was bought or sold, then the fee. */
    List<ObjectNode> transfers(String account, String orderId) throws IOException {
        List<String> ids =
                LEGS.stream().map(leg -> "%s/%s/%s".formatted(account, orderId, leg)).toList();
        try (var warm = new WarmBooks(tables)) {
            return warm.rows("transfers", Map.of("transfer_id", ids)).stream()
                    .sorted(
                            java.util.Comparator.comparingInt(
                                    row -> ids.indexOf(String.valueOf(row.get("transfer_id")))))
                    .map(LedgerRows::json)
                    .toList();
        }
    }

    /** Whether the ledger knows an account, as a trader's or one of the house. */
    boolean knows(String account) throws IOException {
        try (var warm = new WarmBooks(tables)) {
            return Stream.of("balances", "executions")
                    .anyMatch(table -> hasRows(warm, table, account));
        }
    }

    private static boolean hasRows(WarmBooks warm, String table, String account) {
        try {
            return !warm.rows(table, Map.of("account", List.of(account))).isEmpty();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ObjectNode json(Map<String, Object> row) {
        ObjectNode json = Json.mapper().createObjectNode();
        row.forEach((column, value) -> {
            switch (value) {
                case String text -> json.put(column, text);
                case Long number -> json.put(column, number);
                case BigDecimal decimal -> json.put(column, decimal.stripTrailingZeros());
                case LocalDateTime time ->
                        json.put(column, EventTime.format(time.toInstant(ZoneOffset.UTC)));
                default -> json.put(column, value.toString());
            }
        });
        return json;
    }
}
