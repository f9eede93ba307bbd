package lab.consensus.desk;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import lab.consensus.strategy.Strategies;
import lab.consensus.strategy.Strategy;
import lab.domain.Progress;
import lab.domain.clearing.OrderRequest;
import lab.topics.BusMessage;
import lab.topics.ExecutionCodec;
import lab.topics.MalformedMessage;
import lab.topics.OrderCodec;
import lab.topics.Partitioner;
import lab.topics.ProgressCodec;
import lab.topics.Topic;

/**
 * A market, a clearing house and a desk on a bus in memory. Who comes next, how much is read at a
 * time, how much the feed sends at a time and when the desk dies are up to chance.
 */
final class PaperRun {
    private static final List<Topic> ROUND = List.of(Topic.TRADES, Topic.PRICES, Topic.HEARTBEATS);

    private final Random random;
    private final MemoryBus bus;
    private final Path folder;
    private final List<PaperMarket.Event> events;
    private final House house;
    private final List<Strategy> strategies;
    private final KillSwitch killSwitch;
    private final SeenSignals signals = new SeenSignals();
    private Desk desk;
    private int published;
    private int dies;
    private int progressRead;
    private Instant deskProgress = PaperMarket.BEGIN;

    PaperRun(long seed, Path folder, List<PaperMarket.Event> events, List<Strategy> strategies) {
        this.random = new Random(seed);
        this.bus = new MemoryBus(random);
        this.folder = folder;
        this.events = events;
        this.house = new House(bus);
        this.strategies = strategies;
        this.killSwitch = new KillSwitch(folder, InstantSource.system());
        this.desk = newDesk();
    }

    private Desk newDesk() {
        return new Desk(
                DeskRules.STANDARD,
                strategies,
                new Desk.Surroundings(
                        bus,
                        bus,
                        killSwitch,
                        new Snapshots(folder),
                        signals,
                        InstantSource.system(),
                        Duration.ofMillis(random.nextInt(30))));
    }

    Desk desk() {
        return desk;
    }

    MemoryBus bus() {
        return bus;
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

    /** One of the four does something; whether the market is over and all is said. */
    boolean step(int dieOnceIn) throws Exception {
        switch (random.nextInt(4)) {
            case 0 -> publish();
            case 1 -> clear();
            case 2 -> signals.answer();
            default -> {
                desk.step();
                if (dieOnceIn > 0 && random.nextInt(dieOnceIn) == 0) {
                    dieNow();
                }
            }
        }
        return published == events.size()
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

    /** A round of a producer: what was handed over in between, topic by topic. */
    void publish() throws MalformedMessage {
        Instant gate = deskProgress().plusSeconds(60);
        int to = Math.min(events.size(), published + 1 + random.nextInt(2_000));
        List<PaperMarket.Event> round = new ArrayList<>();
        while (published < to && !events.get(published).feedTime().isAfter(gate)) {
            round.add(events.get(published++));
        }
        for (Topic topic : ROUND) {
            bus.tick();
            round.stream()
                    .filter(event -> event.topic() == topic)
                    .forEach(event -> bus.append(topic, event.key(), event.payload()));
        }
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

    /** The desk is killed and another begins. */
    void dieNow() {
        desk = newDesk();
        dies++;
    }

    /** The orders on the bus. */
    List<OrderRequest> requests() throws MalformedMessage {
        List<OrderRequest> requests = new ArrayList<>();
        for (BusMessage message : bus.all(Topic.ORDERS)) {
            if (OrderCodec.decode(message.payload(), message.time()) instanceof OrderRequest it) {
                requests.add(it);
            }
        }
        return requests;
    }

    private Instant deskProgress() throws MalformedMessage {
        List<BusMessage> told = bus.log(Topic.PROGRESS, Partitioner.partition("desk", 3));
        for (BusMessage message : told.subList(progressRead, told.size())) {
            Progress progress = ProgressCodec.decode(message.payload());
            if (progress.part().equals("desk") && progress.time().isAfter(deskProgress)) {
                deskProgress = progress.time();
            }
        }
        progressRead = told.size();
        return deskProgress;
    }

    void clear() throws Exception {
        House.Answer answer =
                published == events.size() && random.nextInt(20) == 0
                        ? house.end(events.getLast().feedTime())
                        : house.step();
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

    /** What stands on a topic, each message once. */
    Set<String> texts(Topic topic) {
        Set<String> texts = new LinkedHashSet<>();
        bus.all(topic)
                .forEach(message ->
                        texts.add(new String(message.payload(), StandardCharsets.UTF_8)));
        return texts;
    }

    static List<Strategy> all() {
        return Strategies.all();
    }
}
