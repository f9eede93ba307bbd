package lab.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.files.DurableFiles;
import lab.flink.sql.DerivedTables;
import lab.flink.sql.Upgrade;
import lab.servicekit.Json;
import lab.topics.Bus;
import lab.topics.BusConnection;
import lab.topics.BusException;
import lab.topics.BusOffsets;
import lab.topics.Topic;

/**
 * Takes data away: all of it, or what is derived from bus, cold tier and imports.
 *
 * <p>What is to be taken is written down first ({@code reset.json}), and that file goes last: a
 * reset that was killed is finished by the next start, never left half done.
 *
 * <p>Where retention has taken the beginning of a topic, candles or a ledger made of the rest would
 * be wrong: nothing is taken away then, and told.
 */
public final class Reset {
    private static final int FORMAT = 1;
    private static final List<Topic> OF_LEDGER =
            List.of(Topic.ORDERS, Topic.PRICES, Topic.TERMS, Topic.CLOSINGS, Topic.EXECUTIONS);
    private static final List<Topic> OF_WARM =
            List.of(Topic.TRADES, Topic.HEARTBEATS, Topic.ANNOTATIONS, Topic.EXECUTIONS);

    private final DataDir data;

    public Reset(DataDir data) {
        this.data = data;
    }

    /**
     * What is to be taken away.
     *
     * @param isWarm of what is derived, whether candles and annotations go
     * @param isLedger whether executions, transfers and balances go
     * @param kept why something cannot be made again: then it must not go
     */
    public record Plan(boolean isAll, boolean isWarm, boolean isLedger, List<String> kept) {
        public Plan {
            kept = List.copyOf(kept);
        }

        public static Plan all() {
            return new Plan(true, true, true, List.of());
        }
    }

    /** Looks how far the bus reaches back, and plans by that. */
    public Plan derived(
            Optional<BrokerAddress> broker, Map<String, String> environment, InstantSource clock)
            throws LabException, InterruptedException {
        try (var bus = new StoppedBus(data, broker, environment, clock)) {
            return derived(bus.connect());
        } catch (IOException e) {
            throw new LabException(LabException.reason(e), e);
        }
    }

    private static Plan derived(BusConnection bus) throws LabException, InterruptedException {
        try (var offsets = new BusOffsets(bus)) {
            var kept = new ArrayList<String>();
            boolean isWarm =
                    isWhole(offsets, OF_WARM, "candles and annotations cannot be made anew", kept);
            boolean isLedger = isWhole(offsets, OF_LEDGER, "the ledger cannot be made anew", kept);
            return new Plan(false, isWarm, isLedger, kept);
        } catch (BusException e) {
            throw new LabException("bus: it must answer, " + LabException.reason(e), e);
        }
    }

    private static boolean isWhole(
            BusOffsets offsets, List<Topic> topics, String consequence, List<String> kept)
            throws BusException, InterruptedException {
        for (Topic topic : topics) {
            for (var start : offsets.begins(Bus.LIVE_STREAM, topic).entrySet()) {
                if (start.getValue() > 0) {
                    kept.add(
                            "%s: topic %s begins at offset %d of partition %d, what was before it is not on the bus any more"
                                    .formatted(
                                            consequence,
                                            topic.topicName(),
                                            start.getValue(),
                                            start.getKey()));
                    return false;
                }
            }
        }
        return true;
    }

    /** Does it; the lab must not run. */
    public void run(Plan plan) throws LabException {
        try {
            write(plan);
            finish(plan);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Finishes one that was begun and killed.
     *
     * @return what to tell of it
     */
    public Optional<String> finishBegun() throws LabException {
        if (!Files.exists(file())) {
            return Optional.empty();
        }
        try {
            finish(read());
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

    private void finish(Plan plan) throws IOException, LabException {
        if (plan.isAll()) {
            for (Path each : data.all()) {
                DataDir.deleteTree(each);
            }
        } else {
            derived(plan);
        }
        DurableFiles.deleteIfExists(file());
    }

    private void derived(Plan plan) throws IOException, LabException {
        for (Path each : List.of(data.fluss(), data.zookeeper(), data.lancer().resolve("pairs"))) {
            DataDir.deleteTree(each);
        }
        DataDir.deleteTree(data.desk().resolve("desk.json"));
        DataDir.deleteTree(data.checkpoints().resolve("hot"));
        var tiers = Tiers.of(data, new Ports(0));
        // Else it keeps its checkpoints, which know the dead letters that the warm job sends again
        if (Upgrade.isColdRefused(tiers, data.checkpoints())) {
            DataDir.deleteTree(data.checkpoints().resolve("cold"));
        }
        if (plan.isWarm()) {
            DataDir.deleteTree(data.checkpoints().resolve("warm"));
            data.emptyTmp();
            try {
                DerivedTables.clearWarm(tiers, data.tmp());
            } catch (Exception e) {
                throw new LabException("candles: " + LabException.reason(e), e);
            }
        }
        if (plan.isLedger()) {
            DataDir.deleteTree(data.checkpoints().resolve("clearing"));
            DerivedTables.clearLedger(tiers);
        }
    }

    private Path file() {
        return data.resetFile();
    }

    private void write(Plan plan) throws IOException {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("format", FORMAT);
        json.put("all", plan.isAll());
        json.put("warm", plan.isWarm());
        json.put("ledger", plan.isLedger());
        DurableFiles.write(file(), json.toString());
    }

    private Plan read() throws IOException, LabException {
        JsonNode json = Json.mapper().readTree(file().toFile());
        if (json.path("format").asInt() != FORMAT) {
            throw new LabException(
                    "%s: format %s, the newest that this version knows is %d; start it with the version that wrote it, or run ./lab reset"
                            .formatted(file(), json.path("format"), FORMAT));
        }
        return new Plan(
                json.path("all").asBoolean(),
                json.path("warm").asBoolean(),
                json.path("ledger").asBoolean(),
                List.of());
    }
}
