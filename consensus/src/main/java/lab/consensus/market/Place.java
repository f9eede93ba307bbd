package lab.consensus.market;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.topics.Topic;

/**
 * How far a partition was taken.
 *
 * @param offset of the next message to take
 * @param busMicros the newest bus time of those taken
 * @param last what the last one taken is known by; empty if none was, or if an older version wrote
 *     this down
 */
public record Place(Topic topic, int partition, long offset, long busMicros, Optional<Mark> last) {
    static final long BEFORE_ALL_TIME = Long.MIN_VALUE;

    public static void write(List<Place> places, ArrayNode json) {
        for (Place place : places) {
            ObjectNode node = json.addObject();
            node.put("topic", place.topic.topicName());
            node.put("partition", place.partition);
            node.put("offset", place.offset);
            node.put("bus_micros", place.busMicros);
            place.last.ifPresent(mark -> {
                node.put("last_micros", mark.busMicros());
                node.put("last_crc", mark.checksum());
            });
        }
    }

    public static List<Place> read(JsonNode json) {
        List<Place> places = new ArrayList<>();
        for (JsonNode node : json) {
            String name = node.path("topic").asText();
            places.add(
                    new Place(
                            Topic.named(name)
                                    .orElseThrow(() ->
                                            new IllegalArgumentException(
                                                    "place: topic must be known, was " + name)),
                            node.path("partition").asInt(),
                            node.path("offset").asLong(),
                            node.path("bus_micros").asLong(),
                            mark(node)));
        }
        return places;
    }

    private static Optional<Mark> mark(JsonNode node) {
        return node.hasNonNull("last_crc")
                ? Optional.of(
                        new Mark(node.path("last_micros").asLong(), node.path("last_crc").asLong()))
                : Optional.empty();
    }
}
