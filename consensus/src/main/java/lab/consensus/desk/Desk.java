package lab.consensus.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import lab.consensus.market.BusLogs;
import lab.consensus.market.Market;
import lab.consensus.market.MarketLog;
import lab.consensus.market.Place;
import lab.consensus.signals.SignalSource;
import lab.consensus.strategy.Signals;
import lab.consensus.strategy.Strategy;
import lab.domain.Account;
import lab.domain.Candle;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Quote;
import lab.domain.clearing.Request;
import lab.servicekit.Json;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.MalformedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The paper desk: at each decision time asks every strategy about every pair, and sends what comes
 * of it.
 *
 * <p>A decision is a function of what stands on the bus: of the market's log up to where it has
 * passed the decision time ({@link Market}), and of the desk's own executions up to that time. For
 * the latter the desk waits until all that it ever sent is answered, which the clearing house does
 * within a minute of event time, and until the clearing house itself has come that far. So it makes
 * the same decisions however fast anything runs and however often it is killed.
 *
 * <p>What the pattern and the commentary service say it asks for once the market has passed the
 * decision time, with all that it has seen of the market by then, and waits for their answers,
 * which come in bounded time.
 *
 * <p>Between two decisions, once all that was decided is with the broker, it writes down all that
 * it knows, at most once a second. After a crash it goes on from there and decides the same again;
 * what it finds on {@code orders} already is not sent again. Before the kill switch changes what it
 * does, it writes itself down too: what was decided under one position is not decided again under
 * the other.
 *
 * <p>If what it wrote down is lost, its accounts are rebuilt from {@code executions}, and it
 * decides nothing up to the newest time that the bus shows at the start: it cannot know any more
 * what it decided then. The same goes for a bus that holds more than {@link #HISTORY_MAX} of a
 * market when the desk first sees it; orders of that time would come too late.
 *
 * <p>One thread calls {@link #step}; {@link #view} may be asked by any.
 */
public final class Desk {
    static final Duration HISTORY_MAX = Duration.ofMinutes(50);

    private static final Logger log = LoggerFactory.getLogger(Desk.class);
    private static final int TAKEN_A_STEP_MAX = 20_000;

    private final BusLogs logs;
    private final KillSwitch killSwitch;
    private final SignalSource signals;
    private final InstantSource clock;
    private final Duration snapshotEvery;
    private final Snapshots snapshots;
    private final Market market;
    private final Clearing clearing;
    private final Map<Account, Trader> traders;
    private final Journal journal = new Journal();
    private final Outbox outbox;
    private Optional<MarketLog> marketLog = Optional.empty();
    private Optional<Instant> newestAtStart = Optional.empty();
    private Optional<Instant> newestAtBirth = Optional.empty();
    private Optional<Instant> decided = Optional.empty();
    private Optional<Instant> heard = Optional.empty();
    private Optional<Instant> saved = Optional.empty();
    private Optional<Question> asked = Optional.empty();
    private boolean wasKilled;
    private long decisions;
    private long refusals;
    private long written;
    private volatile DeskView view = DeskView.starting();

    /** What the services were asked for the pending decision time. */
    private record Question(Instant time, CompletableFuture<Signals> signals) {
        /** Whoever closes leaves it unanswered, and nothing is decided. */
        boolean isAnswered() {
            return signals.isDone() && !signals.isCompletedExceptionally();
        }
    }

    /**
     * What a desk works with.
     *
     * @param snapshotEvery how often it writes itself down at most, by the clock
     */
    public record Surroundings(
            BusLogs logs,
            DeskOutput output,
            KillSwitch killSwitch,
            Snapshots snapshots,
            SignalSource signals,
            InstantSource clock,
            Duration snapshotEvery) {}

    public Desk(DeskRules rules, List<Strategy> strategies, Surroundings surroundings) {
        this.logs = surroundings.logs();
        this.killSwitch = surroundings.killSwitch();
        this.snapshots = surroundings.snapshots();
        this.signals =
                strategies.stream().anyMatch(strategy -> !strategy.reads().isEmpty())
                        ? surroundings.signals()
                        : SignalSource.NONE;
        this.clock = surroundings.clock();
        this.snapshotEvery = surroundings.snapshotEvery();
        this.market = new Market(rules.times(), rules.priceAgeMax());
        this.traders = new java.util.LinkedHashMap<>();
        for (Strategy strategy : strategies) {
            var trader = new Trader(strategy, rules);
            if (traders.put(trader.account(), trader) != null) {
                throw new IllegalArgumentException(
                        "strategies: names must differ, was twice " + strategy.name());
            }
        }
        this.clearing = new Clearing(logs, traders.keySet(), this::executed);
        this.outbox = new Outbox(surroundings.output(), killSwitch, clearing);
    }

    /** What it shows of itself now. */
    public DeskView view() {
        return view;
    }

    /**
     * Does what there is to do without waiting.
     *
     * @return whether there was anything
     */
    public boolean step() throws BusException, InterruptedException {
        if (marketLog.isEmpty()) {
            begin();
        }
        MarketLog events = marketLog.orElseThrow();
        boolean any = clearing.read();
        any |= outbox.send();
        any |= events.fill();
        any |= take(events);
        market.pending().ifPresent(time -> traders.values().forEach(it -> it.advanceTo(time)));
        boolean hasPassed = market.hasPassed();
        if (hasPassed) {
            Question question = asked.orElseGet(this::ask);
            if (outbox.isEmpty() && hasClearingPassed() && question.isAnswered()) {
                decide(question.time(), question.signals().join());
                any = true;
            }
        }
        market.pending().ifPresent(time -> outbox.tell(time, hasEnded()));
        if (any) {
            show(hasPassed);
        }
        return any;
    }

    private void begin() throws BusException, InterruptedException {
        Optional<JsonNode> snapshot = snapshots.read();
        List<Place> places = List.of();
        if (snapshot.isPresent() && Snapshots.isOf(logs, snapshot.get())) {
            places = restore(snapshot.get());
            log.info("desk restored decided={}", decided.map(EventTime::format).orElse("nothing"));
        }
        clearing.read();
        newestAtStart = NewestEvent.of(logs);
        boolean isNew = places.isEmpty();
        if (isNew) {
            newestAtBirth = newestAtStart;
        }
        if (isNew && clearing.hasHistory()) {
            Instant after =
                    later(
                            newestAtStart.orElse(Instant.EPOCH),
                            clearing.newestRequest().orElse(Instant.EPOCH));
            log.warn("desk state was lost, accounts rebuilt, decides after={}", after);
            market.decideOnlyAfter(after);
        }
        marketLog = Optional.of(new MarketLog(logs, places));
        if (isNew) {
            save(); // before anything leaves: who is killed from here on begins here again
        }
    }

    private List<Place> restore(JsonNode snapshot) {
        try {
            market.readFrom(snapshot.path("market"));
            clearing.readFrom(snapshot.path("clearing"));
            for (JsonNode trader : snapshot.path("traders")) {
                Trader known = traders.get(new Account(trader.path("account").asText()));
                if (known != null) {
                    known.readFrom(trader);
                }
            }
            journal.readFrom(snapshot.path("journal"));
            wasKilled = snapshot.path("killed").asBoolean();
            newestAtBirth =
                    snapshot.hasNonNull("newest_at_birth")
                            ? Optional.of(Instant.parse(snapshot.get("newest_at_birth").asText()))
                            : Optional.empty();
            decided =
                    snapshot.hasNonNull("decided")
                            ? Optional.of(Instant.parse(snapshot.get("decided").asText()))
                            : Optional.empty();
            return Place.read(snapshot.path("places"));
        } catch (MalformedMessage | RuntimeException e) {
            throw new IllegalStateException(
                    "desk state: must be whole, was not; delete desk.json to rebuild it from the bus",
                    e);
        }
    }

    private void executed(Execution execution) {
        Trader trader = traders.get(execution.request().account());
        if (trader != null) {
            trader.take(execution, journal::add);
        }
    }

    private boolean take(MarketLog events) {
        int taken = 0;
        while (taken < TAKEN_A_STEP_MAX && !market.hasPassed()) {
            Optional<BusMessage> next = events.next();
            if (next.isEmpty()) {
                break;
            }
            market.take(next.get());
            taken++;
        }
        if (taken > 0) {
            heard = Optional.of(clock.instant());
            skipHistory();
        }
        return taken > 0;
    }

    /** A market that is older than a desk's first look is not traded in hindsight. */
    private void skipHistory() {
        if (decided.isEmpty() && newestAtBirth.isPresent()) {
            Instant newest = newestAtBirth.get();
            if (market.firstShown()
                    .filter(it -> it.plus(HISTORY_MAX).isBefore(newest))
                    .isPresent()) {
                market.decideOnlyAfter(newest);
            }
        }
    }

    /** Tells the services what is seen of the market at the pending decision time. */
    private Question ask() {
        Instant time = market.pending().orElseThrow();
        market.finish();
        var question = new Question(time, signals.ask(time, market.seen()));
        asked = Optional.of(question);
        return question;
    }

    private void decide(Instant time, Signals said) throws InterruptedException {
        boolean isKilled = killSwitch.isEngaged();
        if (isKilled != wasKilled) {
            wasKilled = isKilled;
            save();
        }
        List<Request> requests = new ArrayList<>();
        for (Trader trader : traders.values()) {
            requests.addAll(trader.decide(time, isKilled, market, said, this::blocked));
        }
        outbox.add(requests);
        decided = Optional.of(time);
        decisions++;
        market.advance();
        asked = Optional.empty();
        clearing.forgetBefore(market.pending().orElseThrow());
        var _ = outbox.send();
        if (outbox.isEmpty() && isSnapshotDue()) {
            save();
        }
    }

    private void blocked(TradeRow row) {
        refusals++;
        journal.add(row);
    }

    /** The clearing house comes as far as the ticks do, which may be just short of the end. */
    private boolean hasClearingPassed() {
        return market.haveAllFeedsEnded()
                ? clearing.outstanding() == 0
                : clearing.hasPassed(market.pending().orElseThrow());
    }

    private boolean hasEnded() {
        return market.hasEnded() && outbox.isEmpty();
    }

    private boolean isSnapshotDue() {
        Instant now = clock.instant();
        return saved.filter(it -> now.isBefore(it.plus(snapshotEvery))).isEmpty();
    }

    private void save() {
        ObjectNode json = Json.mapper().createObjectNode();
        decided.ifPresent(time -> json.put("decided", time.toString()));
        newestAtBirth.ifPresent(time -> json.put("newest_at_birth", time.toString()));
        json.put("killed", wasKilled);
        Place.write(marketLog.orElseThrow().places(), json.putArray("places"));
        market.writeTo(json.putObject("market"));
        clearing.writeTo(json.putObject("clearing"));
        var all = json.putArray("traders");
        traders.values().forEach(it -> it.writeTo(all.addObject()));
        journal.writeTo(json.putArray("journal"));
        try {
            snapshots.write(json);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("desk state: cannot be written", e);
        }
        saved = Optional.of(clock.instant());
        written++;
    }

    /** Writes down what it knows, if all that it decided is with the broker. */
    public void close() {
        if (marketLog.isPresent() && outbox.isEmpty() && decided.isPresent()) {
            save();
        }
    }

    private void show(boolean hasPassed) {
        Map<Pair, List<Candle>> candles = new HashMap<>();
        market.pairs().forEach(pair -> candles.put(pair, market.candles(pair)));
        view =
                new DeskView(
                        phase(),
                        decided,
                        market.pending(),
                        hasPassed,
                        clearing.outstanding(),
                        heard,
                        market.newestShown(),
                        newestQuote(),
                        traders.values().stream()
                                .map(it -> it.shown(market))
                                .collect(Collectors.toList()),
                        journal.rows(),
                        candles,
                        new DeskView.Counts(
                                decisions,
                                outbox.orders(),
                                outbox.repeatsHeldBack(),
                                refusals,
                                written,
                                market.malformed()));
    }

    private Optional<Instant> newestQuote() {
        return market.pairs().stream()
                .map(market::quote)
                .flatMap(Optional::stream)
                .map(Quote::time)
                .max(Instant::compareTo);
    }

    private DeskView.Phase phase() {
        if (hasEnded()) {
            return DeskView.Phase.ENDED;
        }
        boolean isBehind =
                newestAtStart.isPresent()
                        && market.newestShown()
                                .filter(it -> !it.isBefore(newestAtStart.get()))
                                .isEmpty();
        return isBehind ? DeskView.Phase.CATCHING_UP : DeskView.Phase.RUNNING;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
