package lab.backtest.recorded;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import lab.backtest.recorded.Books.Section;
import lab.consensus.audit.tiers.AuditTables;
import lab.consensus.audit.tiers.ColdBooks;
import lab.consensus.audit.tiers.WarmBooks;
import lab.consensus.core.DeskRules;
import lab.consensus.strategy.Strategy;
import lab.domain.Account;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.book.BookEntry;
import lab.domain.clearing.Request;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.Transfer;
import lab.domain.progress.Heartbeat;

/**
 * Runs what was recorded again and compares it with what was recorded of it: candles, requests,
 * executions, transfers and balances, byte for byte.
 *
 * <p>Strategies that read no service decide anew; the requests of all other accounts are taken as
 * they were sent. A market whose feeds have not all ended is compared up to the moment to which
 * every table has come.
 */
public final class RecordedPast {
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
        public void book(BookEntry entry) {
            run.book(entry);
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
            LivedBooks.check(cold);
            Recorded recorded = Recorded.of(cold);
            Map<Account, Instant> begins = recorded.begins();
            List<Strategy> deciding =
                    strategies.stream()
                            .filter(it -> !Strategy.asks(it))
                            .filter(it -> begins.containsKey(Account.trader(it.name())))
                            .toList();
            RecordedMarket market = RecordedMarket.of(cold::files, deciding);
            Books then = LivedBooks.of(cold, warm, recorded);
            var run = new Run(rules, deciding, recorded);
            market.give(run);
            run.end();
            var compared =
                    Compared.of(
                            Optional.empty(),
                            to,
                            run.run.hasEnded(),
                            run.run.newestHeartbeat(),
                            then.newestCandle());
            compared.keep(then);
            compared.keep(run.books);
            return new Verification(
                    deciding.stream().map(Strategy::name).toList(),
                    given(recorded, deciding),
                    compared.to(),
                    market.messages(),
                    Optional.of(run.run.decisions()),
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
            RecordedMarket market = RecordedMarket.of(cold::files, strategies);
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
}
