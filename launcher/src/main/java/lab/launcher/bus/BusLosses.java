package lab.launcher.bus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.flink.sql.BusLossCheck;
import lab.flink.sql.LostMessages;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.KeptJson;
import lab.launcher.directory.LabException;
import lab.servicekit.Json;

/**
 * What the bus has lost and nobody has accepted yet. Once seen it is written down, as {@code
 * bus-losses.json} in the data directory: by the next start the bus may have grown past what the
 * jobs had read, and would look whole.
 */
public record BusLosses(List<LostMessages> lost) {
    private static final int FORMAT = 1;
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
            return new BusLosses(lost);
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

    /** These, and what has been seen now. */
    public BusLosses and(List<LostMessages> seen) {
        List<LostMessages> all = new ArrayList<>(lost);
        seen.forEach(one -> BusLossCheck.merge(all, one));
        return new BusLosses(all);
    }

    public boolean isEmpty() {
        return lost.isEmpty();
    }

    public void write(DataDir data) throws IOException {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("format", FORMAT);
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

    public static void forget(DataDir data) throws IOException {
        DurableFiles.deleteIfExists(data.busLossesFile());
    }
}
