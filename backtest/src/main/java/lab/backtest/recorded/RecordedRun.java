package lab.backtest.recorded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import lab.consensus.core.DeskCore;
import lab.consensus.core.DeskRules;
import lab.consensus.core.Market;
import lab.consensus.core.TradeRow;
import lab.consensus.strategy.Signals;
import lab.consensus.strategy.Strategy;
import lab.domain.Account;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.book.BookEntry;
import lab.domain.clearing.Closing;
import lab.domain.clearing.Request;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.VenueTerms;
import lab.domain.clearing.house.ClearingHouse;
import lab.domain.progress.Heartbeat;
import lab.topics.Bus;
import lab.topics.Partitioner;

/**
 * The desk's core and the clearing house over a market's log, in one thread.
 *
 * <p>The clearing house reads the log first. The desk reads it up to where a decision time has
 * passed, and decides once all that it asked for before is answered, as the live desk does; until
 * then what comes waits for it in a queue, while the clearing house reads on. What an execution may
 * tell a decision is for the core to say, so reading ahead tells it nothing.
 *
 * <p>A request that was recorded counts as taken by the bus when it was taken then. Any other is
 * taken where the log stands.
 *
 * <p>Event time closes orders on silent pairs by what the clearing house wrote down, at its places;
 * or, where there are no such words for what is decided now, by the heartbeats.
 */
final class RecordedRun implements MarketSink {
    private static final Duration AFTER_THE_END = Duration.ofHours(1);
    private static final Duration SAY_STAMPS_EVERY = Duration.ofSeconds(1);

    private final DeskCore core;
    private final ClearingHouse house;
    private final Set<Account> own;
    private final Recorded recorded;
    private final Map<Recorded.Key, Instant> stamps;
    private final boolean isByWords;
    private final Output output;
    private final Said said;
    private final List<Recorded.Stamped> given;
    private final Map<Integer, Integer> nextClosing = new HashMap<>();
    private final Set<Recorded.Key> outstanding = new HashSet<>();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final Map<Pair, Boolean> ended = new HashMap<>();
    private final Map<Pair, Integer> partitionOf = new HashMap<>();
    private int nextGiven;
    private Instant stamp = Instant.EPOCH;
    private Instant stampsSaid = Instant.EPOCH;
    private Instant newestHeartbeat = Instant.EPOCH;
    private Optional<Instant> notRecordedAt = Optional.empty();
    private Optional<Instant> until = Optional.empty();
    private long decisions;

    /** Gets what comes of it. */
    interface Output {
        void request(Request request);

        void settlement(Settlement settlement);

        /** All that was asked for before a decision time is answered, and it is decided next. */
        default void deciding(Instant time) {}
    }

    /** What the services said at a decision time. */
    interface Said {
        Said NOTHING = (_, _) -> Signals.NONE;

        Signals at(Instant time, Market market);
    }

    /**
     * A run that has taken nothing yet.
     *
     * @param strategies that decide anew, each on its account; requests of all other accounts are
     *     taken as they were recorded
     * @param isByWords whether event time closes orders by what was written down
     */
    RecordedRun(
            DeskRules rules,
            List<Strategy> strategies,
            Recorded recorded,
            boolean isByWords,
            Output output) {
        this(rules, strategies, recorded, isByWords, Said.NOTHING, _ -> {}, output);
    }

    /**
     * As the other.
     *
     * @param said what the services said at a decision time
     * @param rows gets what the desk refused
     */
    RecordedRun(
            DeskRules rules,
            List<Strategy> strategies,
            Recorded recorded,
            boolean isByWords,
            Said said,
            Consumer<TradeRow> rows,
            Output output) {
        this.said = said;
        this.core = new DeskCore(rules, strategies, rows);
        this.own = core.accounts();
        this.recorded = recorded;
        this.stamps = recorded.stamps();
        this.isByWords = isByWords;
        this.output = output;
        this.given =
                recorded.requests().stream()
                        .filter(it -> !own.contains(it.request().account()))
                        .toList();
        this.house = new ClearingHouse(recorded.terms(), this::partition, this::settled);
        core.beginAt(recorded.begins());
    }

    /** Decides within these times alone; before them it only looks at the market. */
    void decideWithin(Instant from, Instant to) {
        core.market().decideOnlyAfter(from);
        until = Optional.of(to);
    }

    /** Whether all that it may decide is decided and answered. */
    boolean isOver() {
        return until.isPresent()
                && core.pending().filter(it -> it.isAfter(until.get())).isPresent()
                && outstanding.isEmpty();
    }

    private int partition(Pair pair) {
        return partitionOf.computeIfAbsent(
                pair, it -> Partitioner.partition(it.name(), Bus.PARTITIONS));
    }

    @Override
    public void tick(Tick tick, int partition, long offset, Instant taken) {
        reach(taken);
        close(partition, offset);
        house.tick(tick, taken);
        close(partition, offset + 1);
        if (decidesOn()) {
            if (waiting.isEmpty() && !core.hasPassed()) {
                core.take(tick, taken);
            } else {
                waiting.add(() -> core.take(tick, taken));
            }
            decide();
        }
    }

    @Override
    public void trade(Trade trade, Instant taken) {
        reach(taken);
        if (decidesOn()) {
            if (waiting.isEmpty() && !core.hasPassed()) {
                core.take(trade, taken);
            } else {
                waiting.add(() -> core.take(trade, taken));
            }
            decide();
        }
    }

    @Override
    public void heartbeat(Heartbeat heartbeat, Instant taken) {
        reach(taken);
        ended.put(heartbeat.pair(), heartbeat.ended());
        if (heartbeat.time().isAfter(newestHeartbeat)) {
            newestHeartbeat = heartbeat.time();
        }
        if (!isByWords) {
            house.advanceTo(newestHeartbeat);
            if (hasEnded()) {
                house.advanceTo(newestHeartbeat.plus(AFTER_THE_END));
            }
        }
        if (decidesOn()) {
            if (waiting.isEmpty() && !core.hasPassed()) {
                core.take(heartbeat, taken);
            } else {
                waiting.add(() -> core.take(heartbeat, taken));
            }
            decide();
        }
    }

    /** What is said of order books moves no time and closes no order. */
    @Override
    public void book(BookEntry entry) {
        if (decidesOn()) {
            if (waiting.isEmpty() && !core.hasPassed()) {
                core.take(entry);
            } else {
                waiting.add(() -> core.take(entry));
            }
        }
    }

    /** The log has come to a stamp: all that was given as recorded up to there is known. */
    private void reach(Instant taken) {
        stamp = taken;
        while (nextGiven < given.size() && !given.get(nextGiven).taken().isAfter(taken)) {
            give(given.get(nextGiven++));
        }
        if (taken.isAfter(stampsSaid.plus(SAY_STAMPS_EVERY))) {
            stampsSaid = taken;
            house.stampsPassed(taken);
        }
    }

    private void give(Recorded.Stamped request) {
        output.request(request.request());
        house.request(request.request(), request.taken());
    }

    /** What was written down for the places up to one takes effect. */
    private void close(int partition, long place) {
        if (!isByWords) {
            return;
        }
        List<Closing.Decision> closings = recorded.closings().get(partition);
        if (closings == null) {
            return;
        }
        int next = nextClosing.getOrDefault(partition, 0);
        while (next < closings.size() && closings.get(next).offset() <= place) {
            house.decided(partition, closings.get(next));
            next++;
            nextClosing.put(partition, next);
        }
    }

    private void settled(Settlement settlement) {
        outstanding.remove(Recorded.Key.of(settlement.execution().request()));
        output.settlement(settlement);
        core.take(settlement.execution());
    }

    /** Whether the desk goes on: one that asked for what was not recorded is not followed on. */
    private boolean decidesOn() {
        return !own.isEmpty() && !(isByWords && notRecordedAt.isPresent()) && !isOver();
    }

    private void decide() {
        while (outstanding.isEmpty() && decidesOn() && core.hasPassed()) {
            Instant time = core.pending().orElseThrow();
            VenueTerms terms = recorded.terms().at(time);
            output.deciding(time);
            List<Request> requests = core.decide(terms, false, said.at(time, core.market()));
            decisions++;
            for (Request request : requests) {
                ask(request);
            }
            while (!waiting.isEmpty() && !core.hasPassed()) {
                waiting.remove().run();
            }
        }
    }

    private void ask(Request request) {
        Recorded.Key key = Recorded.Key.of(request);
        Instant taken = stamps.get(key);
        if (taken == null && notRecordedAt.isEmpty()) {
            notRecordedAt = Optional.of(request.time());
        }
        output.request(request);
        outstanding.add(key);
        house.request(request, taken == null ? stamp : taken);
    }

    /** The log has ended: what only waited for more of it is said. */
    void end() {
        for (; nextGiven < given.size(); nextGiven++) {
            give(given.get(nextGiven));
        }
        for (int partition : recorded.closings().keySet()) {
            close(partition, Long.MAX_VALUE);
        }
        decide();
        if (!isByWords && hasEnded()) {
            house.stampsPassed(stamp.plusSeconds(1));
            decide();
        }
    }

    /** Whether every feed has ended. */
    boolean hasEnded() {
        return !ended.isEmpty() && ended.values().stream().allMatch(it -> it);
    }

    Instant newestHeartbeat() {
        return newestHeartbeat;
    }

    /** The decision time of the first request that was made now and not then. */
    Optional<Instant> notRecordedAt() {
        return notRecordedAt;
    }

    /** How many decision times there were. */
    long decisions() {
        return decisions;
    }

    /** Requests that the end of the log left without an answer. */
    List<Recorded.Key> unanswered() {
        return new ArrayList<>(outstanding);
    }
}
