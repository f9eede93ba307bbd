package lab.backtest.recorded;

import static lab.domain.Checks.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import lab.backtest.account.AccountRun;
import lab.backtest.report.Backtested;
import lab.backtest.signals.SignalsOfThen;
import lab.backtest.signals.SignalsOfThen.Said;
import lab.consensus.audit.tiers.AuditTables;
import lab.consensus.audit.tiers.ColdBooks;
import lab.consensus.core.DeskRules;
import lab.consensus.core.Market;
import lab.consensus.core.TradeRow;
import lab.consensus.strategy.Signals;
import lab.consensus.strategy.Strategy;
import lab.domain.Candle;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.book.BookEntry;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.Request;
import lab.domain.clearing.Settlement;
import lab.domain.progress.Heartbeat;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * What strategies would have done with what was recorded: quotes with their real spreads, by the
 * desk's own decision times and the clearing house's own rules. All share one read of the data.
 *
 * <p>A strategy looks at the market from the beginning of the record, and decides within the span.
 */
public final class RecordedBacktest {
    private static final Duration ANSWERED_WITHIN = Duration.ofMinutes(3);
    private static final int FEW_STRATEGIES = 8;
    private static final List<String> MARKET = List.of("trades", "ticks", "heartbeats", "terms");

    private final AuditTables tables;
    private final DeskRules rules;

    public RecordedBacktest(AuditTables tables, DeskRules rules) {
        this.tables = tables;
        this.rules = rules;
    }

    /**
     * What is traded, and when.
     *
     * @param pairs all that are priced in the currency if empty
     */
    public record Span(Set<Pair> pairs, Optional<Instant> from, Optional<Instant> to) {
        public Span {
            pairs = Set.copyOf(pairs);
        }

        boolean has(Pair pair) {
            return pairs.isEmpty() || pairs.contains(pair);
        }
    }

    /**
     * What came of it.
     *
     * @param prices by pair the bids at the end of each minute
     */
    public record Done(
            AccountRun market, List<AccountRun> runs, Map<Pair, List<Backtested.Close>> prices) {
        public Done {
            runs = List.copyOf(runs);
            prices = Map.copyOf(prices);
        }
    }

    /**
     * The pairs that were recorded, and from when to when.
     *
     * @param quotes that there are of them
     */
    public record Extent(SortedSet<Pair> pairs, Instant from, Instant to, long quotes) {}

    /**
     * A span that is known before anything runs.
     *
     * @param snapshot a hash of what is read: of the tables' snapshots and the span
     * @param terms that clearing went by
     */
    public record Known(Extent extent, String snapshot, DatedTerms terms) {}

    /**
     * Looks at what was recorded within a span.
     *
     * @throws IllegalArgumentException if nothing was
     */
    public Known known(Span span) throws IOException {
        try (var cold = new ColdBooks(tables)) {
            Optional<Extent> extent = extent(cold, span);
            check(
                    extent.isPresent(),
                    "recorded market: there must be quotes of the pairs in the span, are none");
            return new Known(
                    extent.get(), snapshot(cold, extent.get()), Recorded.termsAlone(cold).terms());
        }
    }

    /** Whether anything was recorded of the market within a span. */
    public boolean hasAny(Span span) throws IOException {
        try (var cold = new ColdBooks(tables)) {
            return extent(cold, span, /* isFirstEnough= */ true).isPresent();
        }
    }

    private Optional<Extent> extent(ColdBooks cold, Span span) throws IOException {
        return extent(cold, span, /* isFirstEnough= */ false);
    }

    private Optional<Extent> extent(ColdBooks cold, Span span, boolean isFirstEnough)
            throws IOException {
        SortedSet<Pair> pairs = new TreeSet<>();
        var first = new Instant[] {Instant.MAX};
        var last = new Instant[] {Instant.MIN};
        var quotes = new long[1];
        RecordedMarket market = RecordedMarket.of(name -> ticksAlone(cold, name));
        market.give(
                new MarketSink() {
                    @Override
                    public void tick(Tick tick, int partition, long offset, Instant taken) {
                        Instant time = tick.time();
                        if (span.has(tick.pair())
                                && tick.pair().quote().equals(rules.currency().code())
                                && tick.isQuote()
                                && span.from().filter(time::isBefore).isEmpty()
                                && span.to().filter(it -> !time.isBefore(it)).isEmpty()) {
                            pairs.add(tick.pair());
                            quotes[0]++;
                            first[0] = time.isBefore(first[0]) ? time : first[0];
                            last[0] = time.isAfter(last[0]) ? time : last[0];
                        }
                    }

                    @Override
                    public void trade(Trade trade, Instant taken) {}

                    @Override
                    public void heartbeat(Heartbeat heartbeat, Instant taken) {}

                    @Override
                    public boolean isDone() {
                        return isFirstEnough && !pairs.isEmpty();
                    }
                });
        return pairs.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Extent(
                                pairs,
                                span.from().orElse(first[0]),
                                span.to().filter(it -> it.isBefore(last[0])).orElse(last[0]),
                                quotes[0]));
    }

    private static Optional<Table> ticksAlone(ColdBooks cold, String name) {
        return name.equals(Kind.TICKS.table()) ? cold.files(name) : Optional.empty();
    }

    /**
     * Runs them, by walks through one read: those that ask services in one, the others spread over
     * as many more as there are cores for.
     *
     * @param said what the services would have said
     */
    public Done run(List<Strategy> strategies, Known known, SignalsOfThen said) throws IOException {
        try (var cold = new ColdBooks(tables)) {
            var terms = new Recorded(List.of(), known.terms(), Map.of());
            List<Walk> walks =
                    spread(strategies, Runtime.getRuntime().availableProcessors()).stream()
                            .map(part -> new Walk(part, known.extent(), terms, said))
                            .toList();
            RecordedMarket market = RecordedMarket.of(cold::files, strategies);
            Relay.give(market, walks);
            return done(strategies, walks);
        }
    }

    /**
     * Who goes through the record together; the first part is never missing. Each walk does anew
     * what costs most while strategies are few, to follow the market; reading has a core of its own
     * then. Where they are many, their decisions cost most, and reading waits for them.
     */
    static List<List<Strategy>> spread(List<Strategy> all, int cores) {
        return spreadOver(all, all.size() > FEW_STRATEGIES ? cores : Math.max(1, cores - 1));
    }

    private static List<List<Strategy>> spreadOver(List<Strategy> strategies, int walks) {
        if (walks == 1) {
            return List.of(strategies);
        }
        List<Strategy> asking = strategies.stream().filter(Strategy::asks).toList();
        List<Strategy> others = strategies.stream().filter(it -> !Strategy.asks(it)).toList();
        List<List<Strategy>> parts = new ArrayList<>();
        if (!asking.isEmpty()) {
            parts.add(asking);
        }
        int ways = Math.max(1, Math.min(others.size(), walks - parts.size()));
        for (int way = 0; way < ways; way++) {
            List<Strategy> part = new ArrayList<>();
            for (int i = way; i < others.size(); i += ways) {
                part.add(others.get(i));
            }
            if (!part.isEmpty() || parts.isEmpty()) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static Done done(List<Strategy> strategies, List<Walk> walks) {
        walks.forEach(Walk::end);
        Map<String, AccountRun> runs = new HashMap<>();
        walks.forEach(walk -> walk.runs().forEach(run -> runs.put(run.account(), run)));
        Walk first = walks.getFirst();
        return new Done(
                first.market(),
                strategies.stream().map(it -> runOf(runs, it)).toList(),
                first.prices);
    }

    private static AccountRun runOf(Map<String, AccountRun> runs, Strategy strategy) {
        AccountRun run = runs.get(strategy.name());
        if (run == null) {
            throw new IllegalStateException("account: must have run, was " + strategy.name());
        }
        return run;
    }

    /** A hash of what is read. */
    private static String snapshot(ColdBooks cold, Extent extent) {
        var text = new StringBuilder();
        List<String> read = new ArrayList<>(MARKET);
        if (cold.files(Kind.BOOKS.table()).isPresent()) {
            read.add(Kind.BOOKS.table());
        }
        for (String name : read) {
            Optional<Table> table = cold.files(name);
            @Nullable Snapshot now = table.map(Table::currentSnapshot).orElse(null);
            text.append(
                    "%s %s %s\n"
                            .formatted(
                                    name,
                                    table.map(it -> it.uuid().toString()).orElse(""),
                                    now == null ? "" : now.snapshotId()));
        }
        text.append("%s %s %s".formatted(extent.pairs(), extent.from(), extent.to()));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** One way through the record, with all accounts. */
    private final class Walk implements MarketSink, RecordedRun.Output {
        private final Extent extent;
        private final List<WatchedStrategy> strategies;
        private final Map<String, FollowedAccount> accounts = new HashMap<>();
        private final FollowedAccount benchmark;
        private final AllIn allIn;
        private final MinuteBids bids = new MinuteBids();
        private final Map<Pair, List<Backtested.Close>> prices = new TreeMap<>();
        private final SignalsOfThen said;
        private final boolean isAnybodyAsked;
        private Said now = Said.NOTHING;
        private final RecordedRun run;

        Walk(List<Strategy> all, Extent extent, Recorded terms, SignalsOfThen said) {
            this.extent = extent;
            this.said = said;
            this.strategies = all.stream().map(it -> new WatchedStrategy(it, () -> now)).toList();
            this.isAnybodyAsked = all.stream().anyMatch(Strategy::asks);
            strategies.forEach(it -> accounts.put(it.name(), followed(it.name())));
            this.benchmark = followed(AllIn.account());
            this.allIn =
                    new AllIn(
                            rules,
                            terms.terms(),
                            extent.pairs(),
                            extent.from(),
                            benchmark::request,
                            benchmark::settled);
            this.run =
                    new RecordedRun(
                            rules,
                            List.copyOf(strategies),
                            terms,
                            false,
                            this::said,
                            this::happened,
                            this);
            run.decideWithin(extent.from(), extent.to());
        }

        private FollowedAccount followed(String name) {
            return new FollowedAccount(name, rules.startingBalance(), rules.currency());
        }

        private Signals said(Instant time, Market market) {
            if (!isAnybodyAsked) {
                return Signals.NONE;
            }
            SortedMap<Pair, List<Candle>> seen = new TreeMap<>();
            for (Pair pair : market.pairs()) {
                seen.put(pair, market.candles(pair));
            }
            now = said.ask(time, seen).find();
            return now.open();
        }

        private void happened(TradeRow row) {
            if (row.isBlock() && row.pair().isPresent()) {
                String reason = row.reason().orElse("");
                int colon = reason.indexOf(':');
                followed(row).refused(colon < 0 ? reason : reason.substring(0, colon));
            }
        }

        private FollowedAccount followed(TradeRow row) {
            return of(row.account());
        }

        private FollowedAccount of(String account) {
            FollowedAccount followed = accounts.get(account);
            if (followed == null) {
                throw new IllegalStateException("account: must be followed, was " + account);
            }
            return followed;
        }

        @Override
        public void tick(Tick tick, int partition, long offset, Instant taken) {
            if (extent.pairs().contains(tick.pair())) {
                if (tick.isQuote()
                        && tick.time().isAfter(extent.from())
                        && !tick.time().isAfter(extent.to())) {
                    bids.take(tick);
                    allIn.take(tick);
                }
                run.tick(tick, partition, offset, taken);
            }
        }

        @Override
        public void trade(Trade trade, Instant taken) {
            if (extent.pairs().contains(trade.pair())) {
                run.trade(trade, taken);
            }
        }

        @Override
        public void heartbeat(Heartbeat heartbeat, Instant taken) {
            if (extent.pairs().contains(heartbeat.pair())) {
                run.heartbeat(heartbeat, taken);
            }
        }

        @Override
        public void book(BookEntry entry) {
            if (extent.pairs().contains(entry.pair())) {
                run.book(entry);
            }
        }

        @Override
        public boolean isDone() {
            return run.isOver() && run.newestHeartbeat().isAfter(extent.to().plus(ANSWERED_WITHIN));
        }

        @Override
        public void request(Request request) {
            of(request.account().name()).request(request);
        }

        @Override
        public void settlement(Settlement settlement) {
            of(settlement.execution().request().account().name()).settled(settlement);
        }

        @Override
        public void deciding(Instant time) {
            closeTo(time);
        }

        private void closeTo(Instant time) {
            bids.closeTo(
                    time,
                    (end, minute) -> {
                        benchmark.close(end, minute);
                        accounts.values().forEach(account -> account.close(end, minute));
                        minute.forEach((pair, of) ->
                                prices.computeIfAbsent(pair, _ -> new ArrayList<>())
                                        .add(new Backtested.Close(end, of.close().doubleValue())));
                    });
        }

        void end() {
            run.end();
            closeTo(extent.to().plus(ANSWERED_WITHIN));
        }

        AccountRun market() {
            return benchmark.run(0, new TreeMap<>(), Optional.empty());
        }

        List<AccountRun> runs() {
            return strategies.stream()
                    .map(it -> of(it.name()).run(it.decisions(), it.unknown(), it.halt()))
                    .toList();
        }
    }
}
