package lab.flink.sql.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lab.files.KeptFile;
import lab.flink.sql.job.JobRefusedException;
import lab.flink.sql.job.JobSettings;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.Mend;
import lab.flink.sql.job.TierSettings;

/**
 * What the checkpoints of a job hold, written down beside them as JSON: {@code state.json}.
 *
 * <p>Format 0 is the file {@code job.sha256} of the time when the text of the SQL decided what
 * fits; it says nothing but that the state is of that time ({@link #ofFormat0}).
 *
 * @param version of the job's state as a whole
 * @param operators the versions of those that it attaches
 * @param ids of the operators that may hold state; empty if nobody wrote them down
 */
public record StateRecord(
        String job,
        int version,
        String stream,
        String database,
        int parallelismMax,
        Map<String, Integer> operators,
        List<String> ids) {
    static final int FORMAT = 1;
    public static final KeptFile KEPT =
            new KeptFile(
                    "what the checkpoints of a job hold",
                    "checkpoints/*/state.json",
                    KeptFile.Form.JSON,
                    FORMAT,
                    "run " + Mend.DERIVED);

    private static final ObjectMapper JSON = new ObjectMapper();

    public StateRecord {
        operators = Map.copyOf(operators);
        ids = List.copyOf(ids);
    }

    /** The only state that was ever written down as {@code job.sha256}. */
    static StateRecord ofFormat0(LabJob job, TierSettings tiers) {
        Map<String, Integer> operators =
                switch (job) {
                    case HOT, BOOKS, FEATURES -> Map.of();
                    case WARM -> Map.of("candles", 2);
                    case COLD -> Map.of("once_per_position", 1);
                    case CLEARING -> Map.of("clearing", 2);
                };
        return new StateRecord(
                job.jobName(),
                1,
                tiers.stream(),
                tiers.database(),
                JobSettings.PARALLELISM_MAX,
                operators,
                List.of());
    }

    byte[] bytes() {
        ObjectNode json = JSON.createObjectNode();
        json.put("format", FORMAT);
        json.put("job", job);
        json.put("state_version", version);
        json.put("stream", stream);
        json.put("database", database);
        json.put("parallelism_max", parallelismMax);
        ObjectNode versions = json.putObject("operators");
        operators.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(operator -> versions.put(operator.getKey(), operator.getValue()));
        ids.forEach(json.putArray("ids")::add);
        return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads what {@link #bytes} gave, of this or an older format.
     *
     * @param file that it stands in, for messages
     * @throws JobRefusedException if a newer version wrote it, or nobody did
     */
    static StateRecord read(LabJob job, String file, byte[] bytes) {
        JsonNode json;
        try {
            json = JSON.readTree(bytes);
        } catch (IOException e) {
            throw JobRefusedException.untilMadeAnew(unreadable(job, file, "it is not JSON"), e);
        }
        int format = json.path("format").asInt(0);
        if (!KEPT.knows(format)) {
            throw JobRefusedException.untilMadeAnew(
                    "job %s: %s has format %d, the newest that this version knows is %d"
                            .formatted(job.jobName(), file, format, FORMAT),
                    "start it with the version that wrote it");
        }
        if (format != FORMAT || !json.path("state_version").isInt()) {
            throw JobRefusedException.untilMadeAnew(
                    unreadable(job, file, "it has no state version"));
        }
        var operators = new LinkedHashMap<String, Integer>();
        json.path("operators")
                .properties()
                .forEach(operator -> operators.put(operator.getKey(), operator.getValue().asInt()));
        var ids = new ArrayList<String>();
        json.path("ids").forEach(id -> ids.add(id.asText()));
        return new StateRecord(
                json.path("job").asText(),
                json.path("state_version").asInt(),
                json.path("stream").asText(),
                json.path("database").asText(),
                json.path("parallelism_max").asInt(),
                operators,
                ids);
    }

    private static String unreadable(LabJob job, String file, String why) {
        return "job %s: %s must say what the checkpoints beside it hold, %s"
                .formatted(job.jobName(), file, why);
    }
}
