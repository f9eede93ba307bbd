package lab.backtest.recorded;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import lab.cold.WholeFiles;
import lab.consensus.audit.tiers.ColdBooks;
import lab.consensus.audit.tiers.TierTable;
import lab.consensus.audit.tiers.WarmBooks;
import lab.domain.Interval;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Request;
import lab.topics.codec.ExecutionCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.OrderCodec;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/** What an environment came to, read off its tiers. */
final class LivedBooks {
    private static final String LIVE = "live";
    private static final List<String> READ =
            List.of("trades", "ticks", "heartbeats", "orders", "terms", "closings", "executions");

    private LivedBooks() {}

    /**
     * Sees to it that what is compared with is as it was written.
     *
     * @throws IOException naming a file that is not
     */
    static void check(ColdBooks cold) throws IOException {
        for (String name : READ) {
            Optional<Table> table = cold.files(name);
            if (table.isPresent()) {
                WholeFiles.check(table.get());
            }
        }
    }

    /** Of the live market. */
    static Books of(ColdBooks cold, WarmBooks warm, Recorded recorded) throws IOException {
        var books = new Books();
        recorded.requests().forEach(it -> books.request(it.request(), it.payload()));
        for (TierTable executions : cold.table("executions").stream().toList()) {
            executions.read(
                    List.of("payload"),
                    row -> {
                        String payload = text(row[0]);
                        books.execution(execution(payload), payload);
                    });
        }
        add(warm, books);
        return books;
    }

    /** Of a replay, which keeps its messages on the bus alone. */
    static Books of(WarmBooks warm, ReplayedMessages messages) throws IOException {
        var books = new Books();
        messages.requests().forEach(payload -> books.request(request(payload), payload));
        messages.executions().forEach(payload -> books.execution(execution(payload), payload));
        add(warm, books);
        return books;
    }

    /** What the warm tier has. */
    private static void add(WarmBooks warm, Books books) throws IOException {
        Map<String, TierTable> ledger = warm.together(List.of("transfers", "balances"));
        for (TierTable transfers : present(ledger, "transfers")) {
            transfers.read(
                    List.of(
                            "time",
                            "transfer_id",
                            "order_id",
                            "debit",
                            "credit",
                            "asset",
                            "amount"),
                    row ->
                            books.transfer(
                                    time(row[0]),
                                    text(row[1]),
                                    text(row[2]),
                                    text(row[3]),
                                    text(row[4]),
                                    text(row[5]),
                                    decimal(row[6])));
        }
        for (TierTable balances : present(ledger, "balances")) {
            balances.read(
                    List.of("account", "asset", "balance"),
                    row -> books.balance(text(row[0]), text(row[1]), decimal(row[2])));
        }
        Map<String, Interval> intervals = new HashMap<>();
        for (Interval interval : Interval.values()) {
            intervals.put("candles_" + interval.label(), interval);
        }
        Map<String, TierTable> candles = warm.together(List.copyOf(intervals.keySet()));
        for (Map.Entry<String, TierTable> table : candles.entrySet()) {
            String label = Objects.requireNonNull(intervals.get(table.getKey())).label();
            table.getValue()
                    .read(
                            List.of(
                                    "source",
                                    "window_start",
                                    "pair",
                                    "open",
                                    "high",
                                    "low",
                                    "close",
                                    "volume",
                                    "quote_volume",
                                    "vwap",
                                    "trade_count"),
                            row -> {
                                if (LIVE.equals(row[0])) {
                                    books.candle(
                                            time(row[1]),
                                            label,
                                            text(row[2]),
                                            decimal(row[3]),
                                            decimal(row[4]),
                                            decimal(row[5]),
                                            decimal(row[6]),
                                            decimal(row[7]),
                                            decimal(row[8]),
                                            decimal(row[9]),
                                            (Long) Objects.requireNonNull(row[10]));
                                }
                            });
        }
    }

    private static List<TierTable> present(Map<String, TierTable> tables, String name) {
        return Optional.ofNullable(tables.get(name)).stream().toList();
    }

    private static Execution execution(String payload) {
        try {
            return ExecutionCodec.decode(payload.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedMessage e) {
            throw new IllegalStateException(
                    "cold tier: must hold executions that can be read, has %s; %s"
                            .formatted(payload, e.reason()),
                    e);
        }
    }

    private static Request request(String payload) {
        try {
            return OrderCodec.decode(payload.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedMessage e) {
            throw new IllegalStateException(
                    "topic orders: must hold requests that can be read, has %s; %s"
                            .formatted(payload, e.reason()),
                    e);
        }
    }

    private static String text(@Nullable Object value) {
        return (String) Objects.requireNonNull(value);
    }

    private static BigDecimal decimal(@Nullable Object value) {
        return (BigDecimal) Objects.requireNonNull(value);
    }

    private static Instant time(@Nullable Object value) {
        return ((LocalDateTime) Objects.requireNonNull(value)).toInstant(ZoneOffset.UTC);
    }
}
