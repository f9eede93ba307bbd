package lab.consensus.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.consensus.market.BusLogs;
import lab.consensus.market.Place;
import lab.files.DurableFiles;
import lab.servicekit.Json;
import lab.topics.BusException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one file that holds all that the desk knows between two decisions. */
public final class Snapshots {
    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);
    private static final int FORMAT = 1;
    private static final String FILE = "desk.json";

    private final Path folder;

    public Snapshots(Path folder) {
        this.folder = folder;
    }

    /**
     * The newest one.
     *
     * @throws IllegalStateException if there is one that cannot be read
     */
    Optional<JsonNode> read() {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = Json.mapper().readTree(file.toFile());
            if (json.path("format").asInt() != FORMAT) {
                throw unreadable(file, new IOException("format " + json.path("format")));
            }
            return Optional.of(json);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static IllegalStateException unreadable(Path file, IOException e) {
        return new IllegalStateException(
                "desk state %s: must be JSON of format %d, was not; delete it to rebuild it from the bus"
                        .formatted(file, FORMAT),
                e);
    }

    void write(ObjectNode json) throws IOException {
        json.put("format", FORMAT);
        DurableFiles.write(folder.resolve(FILE), Json.mapper().writeValueAsBytes(json));
    }

    /** Of another bus is what goes on behind the end of one of its partitions. */
    static boolean isOf(BusLogs logs, JsonNode snapshot) throws BusException, InterruptedException {
        List<Place> places = new ArrayList<>(Place.read(snapshot.path("places")));
        places.addAll(Place.read(snapshot.path("clearing").path("places")));
        for (Place place : places) {
            long end = logs.ends(place.topic()).getOrDefault(place.partition(), 0L);
            if (place.offset() > end) {
                log.warn(
                        "desk state is of another bus and not used topic={} partition={} offset={} end={}",
                        place.topic().topicName(),
                        place.partition(),
                        place.offset(),
                        end);
                return false;
            }
        }
        return true;
    }
}
