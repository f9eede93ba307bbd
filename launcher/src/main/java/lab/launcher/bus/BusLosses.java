package lab.launcher.bus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.flink.sql.job.LostMessages;
import lab.flink.sql.loss.BusLossCheck;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.KeptJson;
import lab.launcher.directory.LabException;
import lab.servicekit.http.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the bus has lost and nobody has accepted yet. Once seen it is written down, as {@code
 * bus-losses.json} in the data directory: by the next start the bus may have grown past what the
 * jobs had read, and would look whole.
 *
 * @param settled whether a reset has built the tables anew since: all that is left of them is that
 *     the jobs of the cold tier, which keep their places, pass them over
 */
public record BusLosses(List<LostMessages> lost, boolean settled) {
    private static final Logger log = LoggerFactory.getLogger(BusLosses.class);
    private static final int FORMAT = 1;
    private static final Set<String> OF_COLD_TIER = Set.of("cold", "books");
    public static final KeptFile KEPT =
            new KeptFile(
                    "what the bus has lost",
                    "bus-losses.json",
                    KeptFile.Form.JSON,
                    FORMAT,
                    "run ./lab reset --only derived");

    public BusLosses {
        lost = List.copyOf(lost);
    }

    public BusLosses(List<LostMessages> lost) {
        this(lost, false);
    }

    /** Those that are written down. */
    public static BusLosses read(DataDir data) throws IOException, LabException {
        if (!Files.exists(data.busLossesFile())) {
            return new BusLosses(List.of());
        }
        JsonNode json = KeptJson.read(KEPT, data.busLossesFile());
        if (!KEPT.knows(json.path("format").asInt())) {
            throw new LabException(KEPT.refusal(data.busLossesFile(), json.path("format")));
        }
        try {
            List<LostMessages> lost = new ArrayList<>();
            for (JsonNode each : json.required("losses")) {
                lost.add(one(each));
            }
            return new BusLosses(lost, json.path("settled").asBoolean());
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new LabException(
                    "%s: %s must be readable, %s; %s"
                            .formatted(
                                    data.busLossesFile(),
                                    KEPT.what(),
                                    LabException.reason(e),
                                    KEPT.otherwise()),
                    e);
        }
    }

    private static LostMessages one(JsonNode json) {
        List<String> jobs = new ArrayList<>();
        json.required("jobs").forEach(job -> jobs.add(job.asText()));
        return new LostMessages(
                json.required("topic").asText(),
                json.required("partition").asInt(),
                json.required("from_offset").asLong(),
                json.required("to_offset").asLong(),
                Instant.parse(json.required("noticed_at").asText()),
                json.required("how").asText(),
                jobs);
    }

    /** These, and what has been seen now; more than these is not settled. */
    public BusLosses and(List<LostMessages> seen) {
        List<LostMessages> all = new ArrayList<>(lost);
        seen.forEach(one -> BusLossCheck.merge(all, one));
        return new BusLosses(all, settled && all.equals(lost));
    }

    public boolean isEmpty() {
        return lost.isEmpty();
    }

    public void write(DataDir data) throws IOException {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("format", FORMAT);
        json.put("settled", settled);
        var losses = json.putArray("losses");
        for (LostMessages each : lost) {
            ObjectNode one = losses.addObject();
            one.put("topic", each.topic());
            one.put("partition", each.partition());
            one.put("from_offset", each.from());
            one.put("to_offset", each.to());
            one.put("noticed_at", each.noticed().toString());
            one.put("how", each.how());
            each.jobs().forEach(one.putArray("jobs")::add);
        }
        DurableFiles.write(data.busLossesFile(), json.toString());
    }

    /**
     * Notes that a reset builds the tables anew. Whoever asked for it has decided, and the cold
     * job's part, which no reset takes away, need not be accepted once more.
     */
    public static void settle(DataDir data) throws IOException {
        List<LostMessages> kept = List.of();
        try {
            kept =
                    read(data).lost().stream()
                            .filter(each -> each.jobs().stream().anyMatch(OF_COLD_TIER::contains))
                            .toList();
        } catch (LabException e) {
            log.warn("what the bus has lost is looked for again, its note is not readable", e);
        }
        if (kept.isEmpty()) {
            forget(data);
        } else {
            new BusLosses(kept, true).write(data);
        }
    }

    public static void forget(DataDir data) throws IOException {
        DurableFiles.deleteIfExists(data.busLossesFile());
    }
}
