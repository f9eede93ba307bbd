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
import lab.consensus.audit.AuditTables;
import lab.consensus.audit.ColdBooks;
import lab.consensus.core.DeskRules;
import lab.consensus.core.Market;
import lab.consensus.core.TradeRow;
import lab.consensus.strategy.Signals;
import lab.consensus.strategy.Strategy;
import lab.domain.Candle;
import lab.domain.Heartbeat;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.clearing.Request;
import lab.domain.clearing.Settlement;
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
     * @param snapshot a hash of what was read: of the tables' snapshots and the span
     * @param messages that were gone through
     * @param prices by pair the bids at the end of each minute
     */
    public record Done(
            SortedSet<Pair> pairs,
            Instant from,
            Instant to,
            String snapshot,
            long messages,
            AccountRun market,
            List<AccountRun> runs,
            Map<Pair, List<Backtested.Close>> prices) {
        public Done {
            runs = List.copyOf(runs);
            prices = Map.copyOf(prices);
        }
    }

    /** The pairs that were recorded, and from when to when. */
    public record Extent(SortedSet<Pair> pairs, Instant from, Instant to) {}

    /** What was recorded of the market within a span; nothing if nothing was. */
    public Optional<Extent> extent(Span span) throws IOException {
        try (var cold = new ColdBooks(tables)) {
            return extent(cold, span);
        }
    }

    private Optional<Extent> extent(ColdBooks cold, Span span) throws IOException {
        SortedSet<Pair> pairs = new TreeSet<>();
        var first = new Instant[] {Instant.MAX};
        var last = new Instant[] {Instant.MIN};
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
                            first[0] = time.isBefore(first[0]) ? time : first[0];
                            last[0] = time.isAfter(last[0]) ? time : last[0];
                        }
                    }

                    @Override
                    public void trade(Trade trade, Instant taken) {}

                    @Override
                    public void heartbeat(Heartbeat heartbeat, Instant taken) {}
                });
        return pairs.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Extent(
                                pairs,
                                span.from().orElse(first[0]),
                                span.to().filter(it -> it.isBefore(last[0])).orElse(last[0])));
    }

    private static Optional<Table> ticksAlone(ColdBooks cold, String name) {
        return name.equals(Kind.TICKS.table()) ? cold.files(name) : Optional.empty();
    }

    /**
     * Runs them.
     *
     * @param said what the services would have said
     * @throws IllegalArgumentException if nothing was recorded within the span
     */
    public Done run(List<Strategy> strategies, Span span, SignalsOfThen said) throws IOException {
        try (var cold = new ColdBooks(tables)) {
            Optional<Extent> extent = extent(cold, span);
            check(
                    extent.isPresent(),
                    "recorded market: there must be quotes of the pairs in the span, are none");
            Recorded terms = Recorded.termsAlone(cold);
            var walk = new Walk(strategies, extent.get(), terms, said);
            RecordedMarket market = RecordedMarket.of(cold::files);
            Relay.give(market, walk);
            return walk.end(snapshot(cold, extent.get()));
        }
    }

    /** A hash of what is read. */
    private static String snapshot(ColdBooks cold, Extent extent) {
        var text = new StringBuilder();
        for (String name : MARKET) {
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
        private final RecordedRun run;
        private long messages;

        Walk(List<Strategy> all, Extent extent, Recorded terms, SignalsOfThen said) {
            this.extent = extent;
            this.said = said;
            this.strategies = all.stream().map(WatchedStrategy::new).toList();
            this.isAnybodyAsked = all.stream().anyMatch(it -> !it.reads().isEmpty());
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
            return said.at(time, seen);
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
                messages++;
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
                messages++;
                run.trade(trade, taken);
            }
        }

        @Override
        public void heartbeat(Heartbeat heartbeat, Instant taken) {
            if (extent.pairs().contains(heartbeat.pair())) {
                messages++;
                run.heartbeat(heartbeat, taken);
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

        Done end(String snapshot) {
            run.end();
            closeTo(extent.to().plus(ANSWERED_WITHIN));
            return new Done(
                    extent.pairs(),
                    extent.from(),
                    extent.to(),
                    snapshot,
                    messages,
                    benchmark.run(0, new TreeMap<>(), Optional.empty()),
                    strategies.stream()
                            .map(it -> of(it.name()).run(it.decisions(), it.unknown(), it.halt()))
                            .toList(),
                    prices);
        }
    }
}
