package lab.backtest.recorded;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lab.backtest.recorded.Books.Section;
import lab.cold.WholeFiles;
import lab.consensus.audit.AuditTables;
import lab.consensus.audit.ColdBooks;
import lab.consensus.audit.TierTable;
import lab.consensus.audit.WarmBooks;
import lab.consensus.core.DeskRules;
import lab.consensus.strategy.Strategy;
import lab.domain.Account;
import lab.domain.EventTime;
import lab.domain.Heartbeat;
import lab.domain.Interval;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Request;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.Transfer;
import lab.topics.ExecutionCodec;
import lab.topics.MalformedMessage;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * Runs what was recorded again and compares it with what was recorded of it: candles, requests,
 * executions, transfers and balances, byte for byte.
 *
 * <p>Strategies that read no service decide anew; the requests of all other accounts are taken as
 * they were sent. A market whose feeds have not all ended is compared up to the moment to which
 * every table has come.
 */
public final class RecordedPast {
    private static final Duration IN_FLIGHT = Duration.ofMinutes(3);
    private static final String LIVE = "live";
    private static final List<String> READ =
            List.of("trades", "ticks", "heartbeats", "orders", "terms", "closings", "executions");

    private final AuditTables tables;
    private final DeskRules rules;

    public RecordedPast(AuditTables tables, DeskRules rules) {
        this.tables = tables;
        this.rules = rules;
    }

    /** What the market's log and the requests come to. */
    private static final class Run implements MarketSink, RecordedRun.Output {
        private final Books books = new Books();
        private final RunCandles candles = new RunCandles();
        private final Map<String, BigDecimal> balances = new TreeMap<>();
        private final RecordedRun run;

        Run(DeskRules rules, List<Strategy> strategies, Recorded recorded) {
            this.run = new RecordedRun(rules, strategies, recorded, true, this);
        }

        @Override
        public void tick(Tick tick, int partition, long offset, Instant taken) {
            run.tick(tick, partition, offset, taken);
        }

        @Override
        public void trade(Trade trade, Instant taken) {
            candles.take(trade);
            run.trade(trade, taken);
        }

        @Override
        public void heartbeat(Heartbeat heartbeat, Instant taken) {
            candles.take(heartbeat);
            run.heartbeat(heartbeat, taken);
        }

        @Override
        public void request(Request request) {
            books.request(request);
        }

        @Override
        public void settlement(Settlement settlement) {
            books.execution(settlement.execution());
            for (Transfer transfer : settlement.transfers()) {
                books.transfer(transfer);
                String asset = transfer.asset().code();
                move(transfer.debit(), asset, transfer.amount().negate());
                move(transfer.credit(), asset, transfer.amount());
            }
        }

        private void move(Account account, String asset, BigDecimal amount) {
            balances.merge(account.name() + " " + asset, amount, BigDecimal::add);
        }

        void end() {
            run.end();
            candles.end();
            candles.forEach(books::candle);
            balances.forEach((key, balance) -> {
                int space = key.indexOf(' ');
                books.balance(key.substring(0, space), key.substring(space + 1), balance);
            });
        }
    }

    /**
     * Runs all that was recorded, and compares.
     *
     * @param strategies as the live desk had them
     * @param to nothing newer is compared
     * @throws IOException naming a file that is not as it was written
     */
    public Verification verify(List<Strategy> strategies, Optional<Instant> to) throws IOException {
        try (var cold = new ColdBooks(tables);
                var warm = new WarmBooks(tables)) {
            for (String name : READ) {
                Optional<Table> table = cold.files(name);
                if (table.isPresent()) {
                    WholeFiles.check(table.get());
                }
            }
            Recorded recorded = Recorded.of(cold);
            Map<Account, Instant> begins = recorded.begins();
            List<Strategy> deciding =
                    strategies.stream()
                            .filter(it -> it.reads().isEmpty())
                            .filter(it -> begins.containsKey(Account.trader(it.name())))
                            .toList();
            RecordedMarket market = RecordedMarket.of(cold::files);
            Books then = books(cold, warm, recorded);
            var run = new Run(rules, deciding, recorded);
            market.give(run);
            run.end();
            Optional<Instant> upTo = earlier(to, recordedUpTo(run.run, then));
            upTo.ifPresent(bound -> {
                keepUpTo(bound, then);
                keepUpTo(bound, run.books);
            });
            return new Verification(
                    deciding.stream().map(Strategy::name).toList(),
                    given(recorded, deciding),
                    upTo,
                    market.messages(),
                    run.run.decisions(),
                    then.size(Section.CANDLES),
                    then.size(Section.REQUESTS),
                    then.size(Section.EXECUTIONS),
                    then.size(Section.TRANSFERS),
                    then.size(Section.BALANCES),
                    then.sha256(),
                    then.firstDifference(run.books));
        }
    }

    /**
     * What strategies would have done, each on an account that begins with the market.
     *
     * @param settled gets each execution and what it moves, an account's in the order of its log
     * @return how many messages the market had
     */
    public long run(List<Strategy> strategies, Consumer<Settlement> settled) throws IOException {
        try (var cold = new ColdBooks(tables)) {
            Recorded nothing = Recorded.termsAlone(cold);
            RecordedMarket market = RecordedMarket.of(cold::files);
            var run =
                    new RecordedRun(
                            rules,
                            strategies,
                            nothing,
                            false,
                            new RecordedRun.Output() {
                                @Override
                                public void request(Request request) {}

                                @Override
                                public void settlement(Settlement settlement) {
                                    settled.accept(settlement);
                                }
                            });
            market.give(run);
            run.end();
            return market.messages();
        }
    }

    /** Reads the market and does nothing with it: what a run costs at least. */
    public long scan() throws IOException {
        try (var cold = new ColdBooks(tables)) {
            RecordedMarket market = RecordedMarket.of(cold::files);
            market.give(MarketSink.NONE);
            return market.messages();
        }
    }

    private static List<String> given(Recorded recorded, List<Strategy> deciding) {
        Set<String> given = new TreeSet<>();
        recorded.requests().forEach(it -> given.add(it.request().account().name()));
        deciding.forEach(it -> given.remove(it.name()));
        return List.copyOf(given);
    }

    /** A lab that stopped in the middle has tables that end at different moments. */
    private static Optional<Instant> recordedUpTo(RecordedRun run, Books then) {
        if (run.hasEnded()) {
            return Optional.empty();
        }
        Instant market = run.newestHeartbeat().minus(IN_FLIGHT);
        return Optional.of(
                then.newestCandle()
                        .map(it -> it.minus(IN_FLIGHT))
                        .filter(it -> it.isBefore(market))
                        .orElse(market));
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Instant::compareTo);
    }

    /** Keys begin with the event time; what balances come to is known at the end alone. */
    private static void keepUpTo(Instant bound, Books books) {
        String limit = EventTime.format(bound);
        String settled = EventTime.format(bound.minus(IN_FLIGHT));
        String closed = EventTime.format(bound.minus(Duration.ofHours(1).plus(IN_FLIGHT)));
        books.keep((section, key) ->
                switch (section) {
                    case CANDLES -> key.compareTo(closed) < 0;
                    case REQUESTS -> key.compareTo(limit) < 0;
                    case EXECUTIONS, TRANSFERS -> key.compareTo(settled) < 0;
                    case BALANCES -> false;
                });
    }

    /** What was recorded. */
    private static Books books(ColdBooks cold, WarmBooks warm, Recorded recorded)
            throws IOException {
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
        return books;
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
