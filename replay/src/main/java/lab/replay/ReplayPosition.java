package lab.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.topics.Bus;

/**
 * How far a replay has come at a moment by which the bus had all of it. The bus may have more: what
 * it has is asked of it, and this only saves reading everything again.
 *
 * @param options what makes it this replay and no other, as text by name
 * @param snapshots of the tables that are read
 * @param places by source, one for each partition
 * @param pairs what was seen of each
 * @param newestMicros the newest event time shown
 */
record ReplayPosition(
        Map<String, String> options,
        Map<String, Long> snapshots,
        Map<Source, List<Place>> places,
        Map<String, SeenPair> pairs,
        long newestMicros,
        boolean ended) {
    static final int FORMAT = 1;
    static final KeptFile KEPT =
            new KeptFile(
                    "how far a replay has come",
                    "replays/*/feed/replay.json",
                    KeptFile.Form.JSON,
                    FORMAT,
                    "begin it anew with ./lab replay --clean");
    static final long NO_TIME = Long.MIN_VALUE;

    private static final String FILE = "replay.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    ReplayPosition {
        options = Map.copyOf(options);
        snapshots = Map.copyOf(snapshots);
        places = Map.copyOf(places);
        pairs = Map.copyOf(pairs);
    }

    /**
     * In a partition.
     *
     * @param offset of the last message that was taken from the source; -1 before any
     * @param stamp of that one
     * @param count messages that the partition has of the replay
     */
    record Place(long offset, long stamp, long count) {
        static final Place BEGINNING = new Place(-1, Long.MIN_VALUE, 0);
    }

    /** What the end of the replay has to know of a pair. */
    record SeenPair(long lastTradeId, boolean ended, String exchange, int partition) {}

    /** Before anything. */
    static ReplayPosition beginning(Map<String, String> options, Map<String, Long> snapshots) {
        Map<Source, List<Place>> places = new EnumMap<>(Source.class);
        for (Source source : Source.values()) {
            List<Place> ofSource = new ArrayList<>();
            for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
                ofSource.add(Place.BEGINNING);
            }
            places.put(source, ofSource);
        }
        return new ReplayPosition(options, snapshots, places, Map.of(), NO_TIME, false);
    }

    List<Place> of(Source source) {
        return Optional.ofNullable(places.get(source)).orElseThrow();
    }

    long messages() {
        return places.values().stream().flatMap(List::stream).mapToLong(Place::count).sum();
    }

    /**
     * The newest stamp that was taken: what is still to come has none that is older, but for a
     * clock that stepped back.
     */
    long newestStamp() {
        return places.values().stream()
                .flatMap(List::stream)
                .mapToLong(Place::stamp)
                .max()
                .orElse(Long.MIN_VALUE);
    }

    static Optional<ReplayPosition> read(Path folder) throws ReplayException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = JSON.readTree(file.toFile());
            JsonNode format = json.path("format");
            if (!format.isInt() || format.intValue() < 1 || format.intValue() > FORMAT) {
                throw new ReplayException(
                        "replay position %s: must have a format from 1 to %d, has %s; start it with the version that wrote it, or --clean starts afresh"
                                .formatted(file, FORMAT, format.isMissingNode() ? "none" : format));
            }
            return Optional.of(of(json));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new ReplayException(
                    "replay position %s: must be whole, is not; --clean starts afresh"
                            .formatted(file),
                    e);
        } catch (IOException e) {
            throw new ReplayException(
                    "replay position %s: must be readable, was not: %s"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static ReplayPosition of(JsonNode json) {
        Map<String, String> options = new TreeMap<>();
        for (var entry : json.required("options").properties()) {
            options.put(entry.getKey(), entry.getValue().asText());
        }
        Map<String, Long> snapshots = new TreeMap<>();
        for (var entry : json.required("snapshots").properties()) {
            snapshots.put(entry.getKey(), entry.getValue().asLong());
        }
        Map<Source, List<Place>> places = new EnumMap<>(Source.class);
        for (Source source : Source.values()) {
            List<Place> ofSource = new ArrayList<>();
            for (JsonNode place : json.required("places").required(source.table())) {
                ofSource.add(
                        new Place(
                                place.required("offset").asLong(),
                                place.required("stamp").asLong(),
                                place.required("count").asLong()));
            }
            if (ofSource.size() != Bus.PARTITIONS) {
                throw new IllegalArgumentException("places: must be of each partition");
            }
            places.put(source, ofSource);
        }
        Map<String, SeenPair> pairs = new TreeMap<>();
        for (var entry : json.required("pairs").properties()) {
            JsonNode pair = entry.getValue();
            pairs.put(
                    entry.getKey(),
                    new SeenPair(
                            pair.required("last_trade_id").asLong(),
                            pair.required("ended").asBoolean(),
                            pair.required("exchange").asText(),
                            pair.required("partition").asInt()));
        }
        return new ReplayPosition(
                options,
                snapshots,
                places,
                pairs,
                json.required("newest").asLong(),
                json.required("ended").asBoolean());
    }

    void write(Path folder) throws IOException {
        ObjectNode json = JSON.createObjectNode().put("format", FORMAT);
        ObjectNode given = json.putObject("options");
        new TreeMap<>(options).forEach(given::put);
        ObjectNode ids = json.putObject("snapshots");
        new TreeMap<>(snapshots).forEach(ids::put);
        ObjectNode all = json.putObject("places");
        new TreeMap<>(places)
                .forEach((source, ofSource) -> {
                    ArrayNode array = all.putArray(source.table());
                    for (Place place : ofSource) {
                        array.addObject()
                                .put("offset", place.offset())
                                .put("stamp", place.stamp())
                                .put("count", place.count());
                    }
                });
        ObjectNode seen = json.putObject("pairs");
        new TreeMap<>(pairs)
                .forEach((name, pair) ->
                        seen.putObject(name)
                                .put("last_trade_id", pair.lastTradeId())
                                .put("ended", pair.ended())
                                .put("exchange", pair.exchange())
                                .put("partition", pair.partition()));
        json.put("newest", newestMicros).put("ended", ended);
        DurableFiles.write(
                folder.resolve(FILE),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    }

    static void remove(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILE));
    }
}
