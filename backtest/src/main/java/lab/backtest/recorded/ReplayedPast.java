package lab.backtest.recorded;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lab.backtest.recorded.Books.Section;
import lab.consensus.audit.tiers.AuditTables;
import lab.consensus.audit.tiers.ColdBooks;
import lab.consensus.audit.tiers.WarmBooks;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.progress.Heartbeat;

/**
 * Compares what a replay through the whole pipeline came to with what was lived: the same lines,
 * the same order and the same hash as a run of the past by {@link RecordedPast} has.
 */
public final class ReplayedPast {
    private final AuditTables lived;

    public ReplayedPast(AuditTables lived) {
        this.lived = lived;
    }

    /** When each account was given its funds, by name: before that its strategy did not trade. */
    public Map<String, Instant> begins() throws IOException {
        try (var cold = new ColdBooks(lived)) {
            Map<String, Instant> begins = new HashMap<>();
            Recorded.of(cold).begins().forEach((account, time) -> begins.put(account.name(), time));
            return begins;
        }
    }

    /**
     * Compares.
     *
     * @param tables of the replay
     * @param messages of its stream
     * @param deciding accounts whose strategies decided anew
     * @param from nothing older is compared
     * @param to nothing newer is compared
     * @throws IOException naming a file of the cold tier that is not as it was written
     */
    public Verification verify(
            AuditTables tables,
            ReplayedMessages messages,
            Set<String> deciding,
            Optional<Instant> from,
            Optional<Instant> to)
            throws IOException {
        try (var cold = new ColdBooks(lived);
                var warm = new WarmBooks(lived);
                var replayed = new WarmBooks(tables)) {
            LivedBooks.check(cold);
            Recorded recorded = Recorded.of(cold);
            Books then = LivedBooks.of(cold, warm, recorded);
            var end = new End();
            RecordedMarket market = RecordedMarket.of(cold::files);
            market.give(end);
            Books now = LivedBooks.of(replayed, messages);
            var compared = Compared.of(from, to, end.hasEnded(), end.newest, then.newestCandle());
            compared.keep(then);
            compared.keep(now);
            Set<String> accounts = new TreeSet<>();
            recorded.requests().forEach(it -> accounts.add(it.request().account().name()));
            List<String> decided = accounts.stream().filter(deciding::contains).toList();
            List<String> given = accounts.stream().filter(it -> !deciding.contains(it)).toList();
            return new Verification(
                    decided,
                    given,
                    compared.to(),
                    market.messages(),
                    Optional.empty(),
                    then.size(Section.CANDLES),
                    then.size(Section.REQUESTS),
                    then.size(Section.EXECUTIONS),
                    then.size(Section.TRANSFERS),
                    then.size(Section.BALANCES),
                    then.sha256(),
                    then.firstDifference(now));
        }
    }

    /** How the market's log ends. */
    private static final class End implements MarketSink {
        private final Map<Pair, Boolean> ended = new HashMap<>();
        private Instant newest = Instant.EPOCH;

        @Override
        public void tick(Tick tick, int partition, long offset, Instant taken) {}

        @Override
        public void trade(Trade trade, Instant taken) {}

        @Override
        public void heartbeat(Heartbeat heartbeat, Instant taken) {
            ended.put(heartbeat.pair(), heartbeat.ended());
            if (heartbeat.time().isAfter(newest)) {
                newest = heartbeat.time();
            }
        }

        boolean hasEnded() {
            return !ended.isEmpty() && ended.values().stream().allMatch(it -> it);
        }
    }
}
