package lab.launcher.reset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.flink.sql.Upgrade;
import lab.flink.sql.job.JobReport;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.loss.BusReach;
import lab.flink.sql.tables.ColdMessages;
import lab.flink.sql.tables.Derived;
import lab.flink.sql.tables.DerivedTables;
import lab.launcher.bus.BrokerAddress;
import lab.launcher.bus.BusLosses;
import lab.launcher.bus.StoppedBus;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Environment;
import lab.launcher.directory.KeptJson;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.tables.Tiers;
import lab.servicekit.LongWait;
import lab.servicekit.http.Json;
import lab.topics.Bus;
import lab.topics.BusConnection;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.BusOffsets;
import lab.topics.BusRetention;
import lab.topics.BusTopics;
import lab.topics.Topic;

/**
 * Takes data away: all of it, or what is derived from bus, cold tier and imports.
 *
 * <p>What is to be taken is written down first ({@code reset.json}), and that file goes last: a
 * reset that was killed is finished by the next start, never left half done.
 *
 * <p>The jobs make what is derived of the bus, from its first message on. What retention has taken
 * from the beginning of a topic is put back from the cold tier before anything goes; where the cold
 * tier does not have it, or the bus is not the one that the tables were made of, nothing is
 * changed.
 */
public final class Reset {
    /** 2 puts back what the bus lacks; 1 was never begun where it lacked something. */
    private static final int FORMAT = 2;

    public static final KeptFile KEPT =
            new KeptFile(
                    "a reset that was begun",
                    "reset.json",
                    KeptFile.Form.JSON,
                    FORMAT,
                    "run ./lab reset");

    private static final Duration BUS_WITHIN = Duration.ofSeconds(30);
    private static final Duration TELLS_AFTER = Duration.ofSeconds(5);

    private final DataDir data;
    private final Optional<BrokerAddress> broker;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private final Consumer<String> say;

    /**
     * Of a lab that does not run.
     *
     * @param broker one of the user's own, if that holds the bus
     * @param say takes lines for the user
     */
    public Reset(
            DataDir data,
            Optional<BrokerAddress> broker,
            Map<String, String> environment,
            InstantSource clock,
            Consumer<String> say) {
        this.data = data;
        this.broker = broker;
        this.environment = Map.copyOf(environment);
        this.clock = clock;
        this.say = say;
    }

    /** Takes everything away. */
    public void all() throws LabException {
        try {
            write(true);
            finishAll();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Takes away what the next start makes anew.
     *
     * @throws LabException if it could not be made anew: nothing is changed then
     */
    public void derived() throws LabException, InterruptedException {
        try (var bus = new StoppedBus(data, broker, environment, clock)) {
            Refills refills;
            try {
                checkSame(bus);
                refills = refills(bus);
            } catch (LabException e) {
                throw new LabException("reset: nothing is changed; " + e.getMessage(), e);
            }
            write(false);
            finishDerived(bus, refills);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Finishes one that was begun and killed.
     *
     * @return what to tell of it
     */
    public Optional<String> finishBegun() throws LabException, InterruptedException {
        if (!Files.exists(file())) {
            return Optional.empty();
        }
        try {
            if (isOfAll()) {
                finishAll();
            } else {
                try (var bus = new StoppedBus(data, broker, environment, clock)) {
                    finishDerived(bus, refills(bus));
                }
            }
            return Optional.of("a reset that was begun is finished");
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private LabException failed(IOException e) {
        return new LabException(
                "data directory %s: it must be possible to take data away, %s"
                        .formatted(data, LabException.reason(e)),
                e);
    }

    private TierSettings tiers() {
        return Tiers.of(data, new Ports(0));
    }

    private Refills refills(StoppedBus bus) throws LabException, IOException {
        var wait = new LongWait(TELLS_AFTER, System::nanoTime, say);
        Refills refills = Refills.write(bus, reach(bus), ColdMessages.of(tiers()), wait);
        if (refills.messages() > 0) {
            say.accept(
                    "%,d messages that the bus lacks are there in the cold tier"
                            .formatted(refills.messages()));
        }
        return refills;
    }

    private static BusReach reach(StoppedBus bus) {
        return new BusReach(Bus.LIVE_STREAM, bus::connect);
    }

    /** What was made of another bus cannot be made again of this one. */
    private void checkSame(StoppedBus bus) throws LabException, IOException, InterruptedException {
        TierSettings tiers = tiers();
        ColdMessages cold = ColdMessages.of(tiers);
        BusReach reach = reach(bus);
        for (Derived derived : Derived.values()) {
            if (derived.hasRows(tiers) || cold.hasAny(derived.topics().getFirst())) {
                Optional<String> unused = reach.unused(derived);
                if (unused.isPresent()) {
                    throw another(unused.get() + ", and the tables are not");
                }
            }
        }
        try (var offsets = new BusOffsets(bus.connect())) {
            for (Topic topic : Derived.allTopics()) {
                for (BusMessage oldest : offsets.oldest(Bus.LIVE_STREAM, topic)) {
                    checkSame(oldest, cold);
                }
            }
        } catch (BusException e) {
            throw unreachable(e);
        }
    }

    private static void checkSame(BusMessage oldest, ColdMessages cold)
            throws LabException, IOException {
        Optional<ColdMessages.Message> kept =
                cold.at(oldest.topic(), oldest.partition(), oldest.offset());
        if (kept.isPresent() && !kept.get().time().equals(oldest.time())) {
            throw another(
                    "the message at offset %d of partition %d of topic %s is of %s, in the cold tier of %s"
                            .formatted(
                                    oldest.offset(),
                                    oldest.partition(),
                                    oldest.topic().topicName(),
                                    oldest.time(),
                                    kept.get().time()));
        }
    }

    private static LabException another(String why) {
        return new LabException(
                "bus: it must be the one that the tables were made of, is another, as %s; name that one by --iggy, or run ./lab reset, which begins anew"
                        .formatted(why));
    }

    private static LabException unreachable(BusException e) {
        return new LabException("bus: it must answer, " + LabException.reason(e), e);
    }

    private void finishAll() throws IOException, LabException {
        for (Path each : data.all()) {
            DataDir.deleteTree(each);
        }
        DurableFiles.deleteIfExists(file());
    }

    private void finishDerived(StoppedBus bus, Refills refills)
            throws IOException, LabException, InterruptedException {
        try {
            readAnew(bus.connect());
        } catch (BusException e) {
            throw unreachable(e);
        }
        refills.publish();
        clear();
        DurableFiles.deleteIfExists(file());
    }

    /**
     * Has the jobs begin with the first message, and retention rest until they have read all. What
     * they had said of how far they were would have it believed that they have.
     */
    private void readAnew(BusConnection connection)
            throws IOException, BusException, InterruptedException {
        BusTopics.ensure(connection, Bus.LIVE_STREAM, BusRetention.FOR_EVER, BUS_WITHIN);
        for (Environment replay : replays()) {
            BusTopics.remove(connection, replay.stream(), BUS_WITHIN);
        }
        try (var offsets = new BusOffsets(connection)) {
            Rebuild.of(offsets, Bus.LIVE_STREAM).write(data);
            for (JobReport.Source source : DerivedTables.sources(Bus.LIVE_STREAM)) {
                offsets.forget(
                        source.stream(),
                        Topic.named(source.topic()).orElseThrow(),
                        source.consumer());
            }
        }
    }

    private List<Environment> replays() throws IOException {
        try {
            return Environment.replays(data);
        } catch (LabException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void clear() throws IOException, LabException {
        // Their hot tables go with the others, so nothing of them would be whole
        for (Environment replay : replays()) {
            DataDir.deleteTree(replay.warm());
        }
        DataDir.deleteTree(data.replays());
        for (Path each :
                List.of(
                        data.fluss(),
                        data.zookeeper(),
                        data.cluster(),
                        data.lancer().resolve("pairs"))) {
            DataDir.deleteTree(each);
        }
        DataDir.deleteTree(data.desk().resolve("desk.json"));
        BusLosses.settle(data);
        TierSettings tiers = tiers();
        // Else they keep their checkpoints, which know the dead letters that the warm job sends
        // again
        for (String job : Upgrade.refusedOfCold(tiers, data.checkpoints())) {
            DataDir.deleteTree(data.checkpoints().resolve(job));
        }
        for (String job : List.of("hot", "warm", "clearing", "features")) {
            DataDir.deleteTree(data.checkpoints().resolve(job));
        }
        data.emptyTmp();
        try {
            DerivedTables.clearWarm(tiers, data.tmp());
        } catch (Exception e) {
            throw new LabException("candles: " + LabException.reason(e), e);
        }
        DerivedTables.clearLedger(tiers);
        DerivedTables.clearFeatures(tiers);
    }

    private Path file() {
        return data.resetFile();
    }

    private void write(boolean isAll) throws IOException {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("format", FORMAT);
        json.put("all", isAll);
        DurableFiles.write(file(), json.toString());
    }

    private boolean isOfAll() throws IOException, LabException {
        JsonNode json = KeptJson.read(KEPT, file());
        int format = json.path("format").asInt();
        if (format < 1 || !KEPT.knows(format)) {
            throw new LabException(KEPT.refusal(file(), json.path("format")));
        }
        return json.path("all").asBoolean();
    }
}
