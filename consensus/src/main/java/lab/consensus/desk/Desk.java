package lab.consensus.desk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import lab.consensus.core.Decided;
import lab.consensus.core.DeskCore;
import lab.consensus.core.DeskRules;
import lab.consensus.core.Market;
import lab.consensus.core.TradeRow;
import lab.consensus.market.BusLogs;
import lab.consensus.market.MarketLog;
import lab.consensus.market.MarketMessages;
import lab.consensus.market.Place;
import lab.consensus.signals.SignalSource;
import lab.consensus.strategy.Signals;
import lab.consensus.strategy.Strategy;
import lab.domain.Account;
import lab.domain.Candle;
import lab.domain.EventTime;
import lab.domain.MarketClock;
import lab.domain.Pair;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.Quote;
import lab.domain.clearing.Request;
import lab.servicekit.PermanentFaultException;
import lab.servicekit.market.SeenMarket;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.codec.MalformedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The paper desk: at each decision time asks every strategy about every pair, and sends what comes
 * of it.
 *
 * <p>A decision is a function of what stands on the bus: of the market's log up to where it has
 * passed the decision time ({@link Market}), and of the desk's own executions up to that time. For
 * the latter the desk waits until all that it ever sent is answered, which the clearing house does
 * within a minute of event time. With nothing outstanding it waits for nobody: no execution of its
 * accounts can come, wherever the clearing house is. So it makes the same decisions however fast
 * anything runs and however often it is killed.
 *
 * <p>What the pattern and the commentary service say it asks for once the market has passed the
 * decision time, with all that it has seen of the market by then, and waits for their answers,
 * which come in bounded time.
 *
 * <p>Between two decisions, once all that was decided is with the broker, it writes down all that
 * it knows, at most once a second. After a crash it goes on from there and decides the same again;
 * what it finds on {@code orders} already is not sent again. Of the decisions in between it keeps
 * by what they were made ({@link Cuts}). Before the kill switch changes what it does, it writes
 * itself down too.
 *
 * <p>If what it wrote down is lost, its accounts are rebuilt from {@code executions}, and it
 * decides nothing up to the newest time that the bus shows at the start: it cannot know any more
 * what it decided then. An account whose strategy was left out for a while rests, and goes on by
 * what was written down of it and by the executions since. The same goes for a bus that holds more
 * than {@link #HISTORY_MAX} of a market when the desk first sees it; orders of that time would come
 * too late.
 *
 * <p>One thread calls {@link #step}; {@link #view} may be asked by any.
 */
public final class Desk {
    static final Duration HISTORY_MAX = Duration.ofMinutes(50);

    private static final Logger log = LoggerFactory.getLogger(Desk.class);
    private static final String LOST = "the bus has lost messages that the desk had read: ";
    private static final int TAKEN_A_STEP_MAX = 20_000;

    /** While there is a market to catch up with and nothing is outstanding. */
    private static final Duration HEAR_EVERY = Duration.ofMillis(200);

    private final BusLogs logs;
    private final KillSwitch killSwitch;
    private final SignalSource signals;
    private final InstantSource clock;
    private final MarketClock marketClock;
    private final Duration snapshotEvery;
    private final Snapshots snapshots;
    private final Cuts cuts;
    private final DecisionLog decisionLog;
    private final List<Decided> decidedNow = new ArrayList<>();
    private final Deque<Cuts.Cut> replayed = new ArrayDeque<>();
    private final DeskCore core;
    private final boolean readsBooks;
    private final Market market;
    private final MarketMessages messages;
    private final LedgerView clearing;
    private final Journal journal = new Journal();
    private final Outbox outbox;
    private Optional<List<Place>> restored = Optional.empty();
    private Optional<String> loss = Optional.empty();
    private Map<Account, Long> missed = Map.of();
    private Optional<MarketLog> marketLog = Optional.empty();
    private Optional<Instant> newestAtStart = Optional.empty();
    private Optional<Instant> newestAtBirth = Optional.empty();
    private Optional<Instant> decided = Optional.empty();
    private Optional<Instant> heard = Optional.empty();
    private Optional<Instant> saved = Optional.empty();
    private Optional<Question> asked = Optional.empty();
    private boolean wasKilled;
    private WaitsFor waitsFor = WaitsFor.MARKET;
    private boolean isBusy;
    private Instant heardAt = Instant.EPOCH;
    private long decisions;
    private long refusals;
    private long written;
    private volatile DeskView view = DeskView.starting();

    /** What the services were asked for the pending decision time. */
    private record Question(Instant time, CompletableFuture<Signals> signals) {}

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
        this(rules, strategies, Map.of(), surroundings);
    }

    /**
     * On a past that was lived.
     *
     * @param begins when accounts began then
     */
    public Desk(
            DeskRules rules,
            List<Strategy> strategies,
            Map<Account, Instant> begins,
            Surroundings surroundings) {
        this.logs = surroundings.logs();
        this.killSwitch = surroundings.killSwitch();
        this.snapshots = surroundings.snapshots();
        this.cuts = snapshots.cuts();
        this.readsBooks = strategies.stream().anyMatch(Strategy::readsBook);
        this.signals =
                strategies.stream().anyMatch(Strategy::asks)
                        ? surroundings.signals()
                        : SignalSource.NONE;
        this.clock = surroundings.clock();
        this.snapshotEvery = surroundings.snapshotEvery();
        this.marketClock = rules.clock();
        this.decisionLog = snapshots.decisions();
        this.core = new DeskCore(rules, strategies, this::happened, decidedNow::add);
        core.beginAt(begins);
        this.market = core.market();
        if (!begins.isEmpty()) {
            market.isToldAgain();
        }
        this.messages = new MarketMessages(market, rules.clock());
        this.clearing = new LedgerView(logs, core.accounts(), rules.clock(), core::take);
        this.outbox = new Outbox(surroundings.output(), killSwitch, clearing);
    }

    /** What a step that had nothing to do was kept from going on by. */
    public enum WaitsFor {
        /** Messages up to the pending decision time, or behind it. */
        MARKET,
        /** The broker's acknowledgement of what was decided. */
        BROKER,
        /** What the clearing house makes of requests. */
        CLEARING,
        /** Answers of the pattern and the commentary service. */
        SIGNALS
    }

    /** What it shows of itself now. */
    public DeskView view() {
        return view;
    }

    /**
     * What it lacks of the bus, if it works all the same; only the thread that calls {@link #step}
     * may ask.
     */
    public Optional<String> note() {
        long removed = marketLog.map(MarketLog::removed).orElse(0L);
        if (loss.isPresent()) {
            return Optional.of(
                    LOST
                            + loss.get()
                            + "; it has made its accounts anew from the executions that are there, and decides nothing in hindsight");
        }
        return removed == 0
                ? Optional.empty()
                : Optional.of(
                        "retention had removed %d messages of the market before it read them: it went on behind them, and knows no price from then"
                                .formatted(removed));
    }

    /** What it waits for since the last step; only the thread that calls {@link #step} may ask. */
    public WaitsFor waitsFor() {
        return waitsFor;
    }

    /**
     * Waits for what the services say, if that alone is missing. Only the thread that calls {@link
     * #step} may ask.
     */
    public void awaitSignals(Duration waitMax) throws InterruptedException {
        if (waitsFor == WaitsFor.SIGNALS && asked.isPresent()) {
            try {
                var _ = asked.get().signals().get(waitMax.toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | CancellationException | TimeoutException e) {
                log.trace("no signals yet, or none at all", e); // the next step looks which
            }
        }
    }

    /**
     * Does what there is to do without waiting.
     *
     * @return whether there was anything
     */
    public boolean step() throws BusException, InterruptedException {
        if (marketLog.isEmpty()) {
            marketLog = Optional.of(begin());
        }
        MarketLog events = marketLog.orElseThrow();
        boolean any = hear();
        any |= outbox.send();
        any |= take(events);
        if (!hasPassed(events)) {
            // Only now: what was read ahead is often enough for the next decisions
            any |= events.fill();
            any |= take(events);
        }
        boolean hasPassed = hasPassed(events);
        if (hasPassed) {
            Question question = asked.orElseGet(this::ask);
            waitsFor = stillMissing();
            if (waitsFor == WaitsFor.SIGNALS) {
                Optional<Signals> said = said(question);
                if (said.isPresent()) {
                    decide(question.time(), said.get(), events);
                    any = true;
                }
            }
            if (!any && events.isShort()) {
                any = events.fill(); // while somebody else works
            }
        } else {
            waitsFor = WaitsFor.MARKET;
        }
        isBusy = any;
        market.pending().ifPresent(time -> outbox.tell(time, hasEnded()));
        if (any || view.phase() == DeskView.Phase.STARTING) {
            show(hasPassed);
        }
        return any;
    }

    /**
     * Reads what the clearing house has said, if somebody waits for it, or nobody has looked for a
     * while. A decision that depends on an answer waits for it, so this costs no decision anything.
     */
    private boolean hear() throws BusException, InterruptedException {
        boolean isWanted = !clearing.hasAnsweredAll() || !outbox.isEmpty();
        boolean isIdle = !isBusy && waitsFor == WaitsFor.MARKET;
        Instant now = clock.instant();
        boolean isLately = !now.isBefore(heardAt) && now.isBefore(heardAt.plus(HEAR_EVERY));
        if (!isWanted && !isIdle && isLately) {
            return false;
        }
        heardAt = now;
        return clearing.read();
    }

    /**
     * What the bus says may fail to come at any step: then the next call goes on where this one
     * stopped, and nothing that was restored is restored twice.
     */
    private MarketLog begin() throws BusException, InterruptedException {
        List<Place> places = restored.orElse(List.of());
        if (restored.isEmpty()) {
            decisionLog.check();
            Optional<DeskSnapshot> snapshot = snapshots.read();
            if (snapshot.isPresent()) {
                loss = Snapshots.loss(logs, snapshot.get().allPlaces());
            }
            if (snapshot.isPresent() && loss.isEmpty()) {
                restore(snapshot.get());
                places = snapshot.get().places();
                log.info(
                        "desk restored decided={}",
                        decided.map(EventTime::format).orElse("nothing"));
            }
            restored = Optional.of(places);
        }
        clearing.read();
        Optional<Instant> newest = NewestEvent.of(logs, marketClock);
        boolean isNew = places.isEmpty();
        mustHaveWholeAccounts(isNew ? unknown(core.accounts()) : missed);
        List<Cuts.Cut> known = isNew ? List.of() : knownCuts();
        // Nothing below asks the bus
        newestAtStart = newest;
        if (isNew) {
            newestAtBirth = newest;
        }
        if (isNew && clearing.hasHistory()) {
            Instant after =
                    later(
                            newest.orElse(Instant.EPOCH),
                            clearing.newestRequest().orElse(Instant.EPOCH));
            log.warn("desk state was lost, accounts rebuilt, decides after={}", after);
            market.decideOnlyAfter(after);
        }
        var events = new MarketLog(logs, places, readsBooks);
        replayed.addAll(known);
        if (!replayed.isEmpty()) {
            market.decideFirstAt(replayed.getFirst().decision());
            replayNext(events);
        }
        if (isNew) {
            save(events); // before anything leaves: who is killed from here on begins here again
        }
        return events;
    }

    private static Map<Account, Long> unknown(Set<Account> accounts) {
        Map<Account, Long> known = new HashMap<>();
        accounts.forEach(account -> known.put(account, 0L));
        return known;
    }

    /**
     * What it wrote down of accounts is lost, and so is a part of the executions that would tell
     * the same: cash and positions would be guessed, and traded by.
     *
     * @param known how many executions of each account were written down
     */
    private void mustHaveWholeAccounts(Map<Account, Long> known)
            throws BusException, InterruptedException {
        List<Account> lost = clearing.notWhole(known);
        if (!lost.isEmpty()) {
            String names = lost.stream().map(Account::name).collect(Collectors.joining(", "));
            throw new PermanentFaultException(
                    "%s, and the bus no longer has the first executions of %s: the accounts cannot be rebuilt; %s"
                            .formatted(
                                    loss.map(LOST::concat).orElse("desk state was lost"),
                                    names,
                                    loss.isPresent()
                                            ? "run ./lab reset --only derived, which puts them back from the cold tier"
                                            : "put back a copy of desk.json, or run ./lab reset"));
        }
    }

    /** Where the decisions were made that came after what it wrote down. */
    private List<Cuts.Cut> knownCuts() throws BusException, InterruptedException {
        List<Cuts.Cut> later =
                cuts.read().stream()
                        .filter(cut -> decided.filter(it -> !cut.decision().isAfter(it)).isEmpty())
                        .toList();
        return later.isEmpty() || Snapshots.loss(logs, later.getLast().places()).isEmpty()
                ? later
                : List.of();
    }

    private void restore(DeskSnapshot snapshot) {
        try {
            core.restore(snapshot.core());
            messages.restore(snapshot.malformed());
            clearing.readFrom(snapshot.clearing());
            missed = snapshot.missed(core.accounts());
            if (!missed.isEmpty()) {
                clearing.readAgain();
            }
            journal.readFrom(snapshot.journal());
            wasKilled = snapshot.isKilled();
            newestAtBirth = snapshot.newestAtBirth();
            decided = snapshot.decided();
        } catch (MalformedMessage | RuntimeException e) {
            throw snapshots.unreadable(e);
        }
    }

    /** Whether all that the pending decision is made by was taken. */
    private boolean hasPassed(MarketLog events) {
        if (replayed.isEmpty()) {
            return market.hasPassed();
        }
        return !events.isReplaying();
    }

    private boolean take(MarketLog events) {
        int taken = 0;
        while (taken < TAKEN_A_STEP_MAX && !hasPassed(events)) {
            Optional<BusMessage> next = events.next();
            if (next.isEmpty()) {
                break;
            }
            if (events.isBehindGap()) {
                messages.lacks(next.get().topic());
            }
            messages.take(next.get());
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
        var question = new Question(time, signals.ask(time, seen(time)));
        asked = Optional.of(question);
        return question;
    }

    private List<SeenMarket> seen(Instant time) {
        List<SeenMarket> seen = new ArrayList<>();
        for (Pair pair : market.pairs()) {
            List<Candle> candles = market.candles(pair);
            if (!candles.isEmpty()) {
                seen.add(new SeenMarket(pair, time, market.hasAllCandles(pair), candles));
            }
        }
        return seen;
    }

    /**
     * What was answered, if it was. Whoever fails has said nothing that is known. A question that
     * was broken off is asked again.
     */
    private Optional<Signals> said(Question question) {
        CompletableFuture<Signals> signals = question.signals();
        return switch (signals.state()) {
            case RUNNING -> Optional.empty();
            case SUCCESS -> Optional.of(signals.resultNow());
            case CANCELLED -> {
                asked = Optional.empty();
                yield Optional.empty();
            }
            case FAILED -> {
                Throwable cause = signals.exceptionNow();
                while (cause instanceof CompletionException && cause.getCause() != null) {
                    cause = cause.getCause();
                }
                if (cause instanceof CancellationException) {
                    asked = Optional.empty();
                    yield Optional.empty();
                }
                log.error("signals failed and are unknown time={}", question.time(), cause);
                yield Optional.of(Signals.unknown("it cannot be asked: " + cause));
            }
        };
    }

    private void decide(Instant time, Signals said, MarketLog events)
            throws BusException, InterruptedException {
        DatedTerms terms = clearing.readTerms();
        boolean isKilled =
                replayed.isEmpty() ? killSwitch.isEngaged() : replayed.getFirst().killed();
        if (isKilled != wasKilled) {
            wasKilled = isKilled;
            save(events);
        }
        List<Request> requests = core.decide(terms.at(time), isKilled, said);
        decisionLog.add(decidedNow, said, !replayed.isEmpty());
        decidedNow.clear();
        keepCut(new Cuts.Cut(time, isKilled, events.places()), !requests.isEmpty());
        outbox.add(requests);
        decided = Optional.of(time);
        decisions++;
        replayNext(events);
        asked = Optional.empty();
        clearing.forgetBefore(market.pending().orElseThrow());
        var _ = outbox.send();
        if (outbox.isEmpty() && isSnapshotDue()) {
            save(events);
        }
    }

    /** Before anything of a decision leaves, it is on disk by what it was made. */
    private void keepCut(Cuts.Cut cut, boolean mustLast) {
        if (replayed.isEmpty()) {
            cuts.add(cut, mustLast);
        } else {
            replayed.removeFirst();
        }
    }

    /** Goes on to the next decision that was made before, as long as the same times come again. */
    private void replayNext(MarketLog events) {
        if (!replayed.isEmpty()
                && !market.pending().equals(Optional.of(replayed.getFirst().decision()))) {
            log.warn(
                    "decisions come at other times than before the restart, first={} before={}",
                    market.pending(),
                    replayed.getFirst().decision());
            replayed.clear();
        }
        events.replayTo(replayed.isEmpty() ? events.places() : replayed.getFirst().places());
    }

    private void happened(TradeRow row) {
        if (row.isBlock()) {
            refusals++;
        }
        journal.add(row);
    }

    /** What a decision wants once the market has passed it; signals are looked at last. */
    private WaitsFor stillMissing() {
        if (!outbox.isEmpty()) {
            return WaitsFor.BROKER;
        }
        return clearing.hasAnsweredAll() ? WaitsFor.SIGNALS : WaitsFor.CLEARING;
    }

    private boolean hasEnded() {
        return market.hasEnded() && outbox.isEmpty();
    }

    private boolean isSnapshotDue() {
        Instant now = clock.instant();
        return saved.filter(it -> !now.isBefore(it) && now.isBefore(it.plus(snapshotEvery)))
                .isEmpty();
    }

    private void save(MarketLog events) {
        var snapshot =
                new DeskSnapshot(
                        decided,
                        newestAtBirth,
                        wasKilled,
                        events.places(),
                        core.state(),
                        Optional.of(names(core.accounts())),
                        messages.malformed(),
                        clearing.toJson(),
                        journal.toJson());
        try {
            snapshots.write(snapshot);
        } catch (IOException e) {
            throw new UncheckedIOException("desk state: cannot be written", e);
        }
        if (replayed.isEmpty()) {
            cuts.clear();
        }
        saved = Optional.of(clock.instant());
        written++;
    }

    private static Set<String> names(Set<Account> accounts) {
        return accounts.stream()
                .map(Account::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Writes down what it knows, if all that it decided is with the broker. */
    public void close() {
        if (marketLog.isPresent() && outbox.isEmpty() && decided.isPresent()) {
            save(marketLog.get());
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
                        clearing.waiting(),
                        heard,
                        market.newestShown(),
                        newestQuote(),
                        core.accountViews(),
                        journal.rows(),
                        candles,
                        new DeskView.Counts(
                                decisions,
                                outbox.orders(),
                                outbox.repeatsHeldBack(),
                                refusals,
                                written,
                                messages.malformed()));
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
