package lab.consensus.desk;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import lab.consensus.core.DeskRules;
import lab.consensus.strategy.Strategies;
import lab.consensus.strategy.Strategy;
import lab.domain.clearing.Execution;
import lab.domain.clearing.OrderRequest;
import lab.domain.progress.Progress;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.Partitioner;
import lab.topics.Topic;
import lab.topics.codec.ExecutionCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.OrderCodec;
import lab.topics.codec.ProgressCodec;

/**
 * A market, a clearing house and a desk on a bus in memory. Who comes next, how much is read at a
 * time, how much the feed sends at a time and when the desk dies are up to chance.
 */
final class PaperRun {
    private static final List<Topic> ROUND =
            List.of(Topic.TRADES, Topic.PRICES, Topic.BOOKS, Topic.HEARTBEATS);

    private final Random random;
    private final MemoryBus bus;
    private final FaultyBus connection;
    private final Path folder;
    private final List<PaperMarket.Event> events;
    private final House house;
    private List<Strategy> strategies;
    private final KillSwitch killSwitch;
    private final SeenSignals signals = new SeenSignals();
    private final Deque<List<PaperMarket.Event>> round = new ArrayDeque<>();
    private Desk desk;
    private int published;
    private int dies;
    private int busFailures;
    private int failuresAStart;
    private int snapshotMillisMax = 30;
    private int progressRead;
    private Instant deskProgress = PaperMarket.BEGIN;

    PaperRun(long seed, Path folder, List<PaperMarket.Event> events, List<Strategy> strategies) {
        this.random = new Random(seed);
        this.bus = new MemoryBus(random);
        this.connection = new FaultyBus(bus);
        this.folder = folder;
        this.events = events;
        this.house = new House(bus);
        this.strategies = strategies;
        this.killSwitch = new KillSwitch(folder, bus);
        this.desk = newDesk();
    }

    private Desk newDesk() {
        return new Desk(
                DeskRules.STANDARD,
                strategies,
                new Desk.Surroundings(
                        connection,
                        connection,
                        killSwitch,
                        new Snapshots(folder),
                        signals,
                        bus,
                        Duration.ofMillis(random.nextInt(snapshotMillisMax))));
    }

    Desk desk() {
        return desk;
    }

    MemoryBus bus() {
        return bus;
    }

    SeenSignals signals() {
        return signals;
    }

    KillSwitch killSwitch() {
        return killSwitch;
    }

    int published() {
        return published;
    }

    int dies() {
        return dies;
    }

    /** From now on the bus fails so often while a desk begins, each time one call later. */
    PaperRun withBusFailuresAStart(int failures) {
        failuresAStart = failures;
        connection.failEachCallInTurn(failures);
        return this;
    }

    /** How rarely a desk that begins from now on writes itself down at most, by the bus's clock. */
    PaperRun withSnapshotsEvery(Duration longest) {
        snapshotMillisMax = (int) longest.toMillis();
        return this;
    }

    int busFailures() {
        return busFailures;
    }

    /** One of the four does something; whether the market is over and all is said. */
    boolean step(int dieOnceIn) throws Exception {
        switch (random.nextInt(4)) {
            case 0 -> publish();
            case 1 -> clear();
            case 2 -> signals.answer();
            default -> {
                stepDesk();
                if (dieOnceIn > 0 && random.nextInt(dieOnceIn) == 0) {
                    dieNow();
                }
            }
        }
        return isPublished()
                && desk.view().phase() == DeskView.Phase.ENDED
                && desk.view().outstanding() == 0;
    }

    PaperRun toEnd(int dieOnceIn) throws Exception {
        for (int steps = 0; !step(dieOnceIn); steps++) {
            if (steps > 400_000) {
                throw new AssertionError("run must end, stands at " + desk.view().pending());
            }
        }
        return this;
    }

    /**
     * A request of a producer: its rounds hold what was handed over in between, topic by topic, and
     * anybody may read in the middle of one.
     */
    void publish() throws MalformedMessage {
        if (round.isEmpty()) {
            Instant gate = deskProgress().plusSeconds(60);
            int to = Math.min(events.size(), published + 1 + random.nextInt(2_000));
            List<PaperMarket.Event> next = new ArrayList<>();
            while (published < to && !events.get(published).feedTime().isAfter(gate)) {
                next.add(events.get(published++));
            }
            for (Topic topic : ROUND) {
                round.add(next.stream().filter(event -> event.topic() == topic).toList());
            }
        }
        bus.tick();
        round.removeFirst()
                .forEach(event -> bus.append(event.topic(), event.key(), event.payload()));
    }

    private boolean isPublished() {
        return published == events.size() && round.isEmpty();
    }

    /** So much of the market before anybody looks at it. */
    void publishUpTo(Instant time) {
        while (!events.get(published).feedTime().isAfter(time)) {
            PaperMarket.Event event = events.get(published++);
            bus.tick();
            bus.append(event.topic(), event.key(), event.payload());
        }
        deskProgress = time;
    }

    /** As the service does it: what the bus did not do is tried again with the same desk. */
    private void stepDesk() throws InterruptedException {
        try {
            desk.step();
        } catch (BusException e) {
            busFailures++;
        }
    }

    /** The desk is killed and another begins. */
    void dieNow() {
        desk = newDesk();
        dies++;
        connection.failEachCallInTurn(failuresAStart);
    }

    /** The next desk that begins has these. */
    PaperRun withStrategies(List<Strategy> next) {
        strategies = next;
        return this;
    }

    /** The orders on the bus. */
    List<OrderRequest> requests() throws MalformedMessage {
        List<OrderRequest> requests = new ArrayList<>();
        for (BusMessage message : bus.all(Topic.ORDERS)) {
            if (OrderCodec.decode(message.payload()) instanceof OrderRequest it) {
                requests.add(it);
            }
        }
        return requests;
    }

    private Instant deskProgress() throws MalformedMessage {
        List<BusMessage> told = bus.log(Topic.PROGRESS, Partitioner.partition("desk", 3));
        for (BusMessage message : told.subList(progressRead, told.size())) {
            Progress progress = ProgressCodec.decode(message.payload(), message.time());
            if (progress.part().equals("desk") && progress.time().isAfter(deskProgress)) {
                deskProgress = progress.time();
            }
        }
        progressRead = told.size();
        return deskProgress;
    }

    void clear() throws Exception {
        answer(house.step());
        if (isPublished() && random.nextInt(20) == 0) {
            answer(house.end(events.getLast().feedTime()));
        }
    }

    private void answer(House.Answer answer) {
        bus.tick();
        answer.executions()
                .forEach(it ->
                        bus.append(
                                Topic.EXECUTIONS,
                                it.request().account().name(),
                                ExecutionCodec.encode(it)));
        answer.progress()
                .ifPresent(it -> bus.append(Topic.PROGRESS, it.part(), ProgressCodec.encode(it)));
    }

    /** What an account's newest execution says of its cash. */
    BigDecimal cash(String account) throws MalformedMessage {
        BigDecimal cash = BigDecimal.ZERO;
        for (BusMessage message : bus.all(Topic.EXECUTIONS)) {
            Execution execution = ExecutionCodec.decode(message.payload());
            if (execution.request().account().name().equals(account)) {
                cash = execution.cash();
            }
        }
        return cash;
    }

    /** What stands on a topic, each message once. */
    Set<String> texts(Topic topic) {
        Set<String> texts = new LinkedHashSet<>();
        bus.all(topic)
                .forEach(message ->
                        texts.add(new String(message.payload(), StandardCharsets.UTF_8)));
        return texts;
    }

    /** What stands on a topic, with its place and the time of the bus. */
    List<String> log(Topic topic) {
        return bus.all(topic).stream()
                .map(it ->
                        "%d/%d %s %s"
                                .formatted(
                                        it.partition(),
                                        it.offset(),
                                        it.time(),
                                        new String(it.payload(), StandardCharsets.UTF_8)))
                .toList();
    }

    static List<Strategy> all() {
        return Strategies.all();
    }
}
