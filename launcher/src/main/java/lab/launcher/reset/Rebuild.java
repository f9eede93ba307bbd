package lab.launcher.reset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.flink.sql.job.JobReport;
import lab.flink.sql.tables.DerivedTables;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.KeptJson;
import lab.launcher.directory.LabException;
import lab.servicekit.http.Json;
import lab.topics.BusException;
import lab.topics.BusOffsets;
import lab.topics.Topic;

/**
 * What the jobs make anew after a reset: all that was on the bus at that time. Until they have read
 * it, and a checkpoint of each says so, retention rests, for what is older than its limits is what
 * they begin with. It survives restarts, as {@code rebuild.json} in the data directory.
 *
 * @param ends what was the end of each topic
 */
public record Rebuild(Map<Topic, SortedMap<Integer, Long>> ends) {
    private static final int FORMAT = 1;
    public static final KeptFile KEPT =
            new KeptFile(
                    "what is made anew",
                    "rebuild.json",
                    KeptFile.Form.JSON,
                    FORMAT,
                    "run ./lab reset --only derived");

    public Rebuild {
        ends = Map.copyOf(ends);
    }

    /** Of all that is on a bus now. */
    static Rebuild of(BusOffsets offsets, String stream) throws BusException, InterruptedException {
        Map<Topic, SortedMap<Integer, Long>> ends = new EnumMap<>(Topic.class);
        for (Topic topic : Topic.values()) {
            ends.put(topic, offsets.ends(stream, topic));
        }
        return new Rebuild(ends);
    }

    public static boolean isUnderWay(DataDir data) {
        return Files.exists(data.rebuildFile());
    }

    /** How many messages are still to be read again, by job and topic. */
    public long left(BusOffsets offsets, String stream) throws BusException, InterruptedException {
        long left = 0;
        for (JobReport.Source source : DerivedTables.sources(stream)) {
            Topic topic = Topic.named(source.topic()).orElseThrow();
            SortedMap<Integer, Long> stored =
                    offsets.stored(source.stream(), topic, source.consumer());
            for (Map.Entry<Integer, Long> end :
                    ends.getOrDefault(topic, new TreeMap<>()).entrySet()) {
                Long done = stored.get(end.getKey());
                left += Math.max(0, end.getValue() - (done == null ? 0 : done + 1));
            }
        }
        return left;
    }

    void write(DataDir data) throws IOException {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("format", FORMAT);
        ObjectNode topics = json.putObject("topics");
        ends.forEach((topic, of) -> {
            ObjectNode partitions = topics.putObject(topic.topicName());
            of.forEach((partition, end) -> partitions.put(partition.toString(), end));
        });
        DurableFiles.write(data.rebuildFile(), json.toString());
    }

    public static Rebuild read(DataDir data) throws IOException, LabException {
        JsonNode json = KeptJson.read(KEPT, data.rebuildFile());
        if (!KEPT.knows(json.path("format").asInt())) {
            throw new LabException(KEPT.refusal(data.rebuildFile(), json.path("format")));
        }
        Map<Topic, SortedMap<Integer, Long>> ends = new EnumMap<>(Topic.class);
        json.path("topics")
                .properties()
                .forEach(topic ->
                        Topic.named(topic.getKey())
                                .ifPresent(known -> {
                                    SortedMap<Integer, Long> of = new TreeMap<>();
                                    topic.getValue()
                                            .properties()
                                            .forEach(end ->
                                                    of.put(
                                                            Integer.valueOf(end.getKey()),
                                                            end.getValue().asLong()));
                                    ends.put(known, of);
                                }));
        return new Rebuild(ends);
    }

    static void end(DataDir data) throws IOException {
        DurableFiles.deleteIfExists(data.rebuildFile());
    }
}
