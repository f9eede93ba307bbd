package lab.consensus.desk;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import lab.consensus.market.BusLogs;
import lab.consensus.market.LogReader;
import lab.consensus.market.Place;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.servicekit.PermanentFaultException;
import lab.servicekit.http.Json;
import lab.topics.BusException;
import lab.topics.Topic;
import lab.topics.codec.MalformedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one file that holds all that the desk knows between two decisions. */
public final class Snapshots {
    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);
    static final KeptFile KEPT =
            new KeptFile(
                    "what the desk knows",
                    "desk/desk.json",
                    KeptFile.Form.JSON,
                    DeskSnapshot.FORMAT,
                    "run ./lab reset --only derived");
    private static final String FILE = "desk.json";

    private final Path folder;

    public Snapshots(Path folder) {
        this.folder = folder;
    }

    /**
     * The newest one.
     *
     * @throws PermanentFaultException if there is one that cannot be read
     */
    Optional<DeskSnapshot> read() {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode json;
        try {
            json = Json.mapper().readTree(file.toFile());
        } catch (IOException e) {
            throw Formats.unreadable(file, e);
        }
        Formats.check(file, json, KEPT);
        try {
            return Optional.of(DeskSnapshot.of(json));
        } catch (MalformedMessage | RuntimeException e) {
            throw unreadable(e);
        }
    }

    /** What {@link #write} made whole and nobody can read any more. */
    PermanentFaultException unreadable(Exception cause) {
        return Formats.unreadable(folder.resolve(FILE), cause);
    }

    Cuts cuts() {
        return new Cuts(folder);
    }

    DecisionLog decisions() {
        return new DecisionLog(folder);
    }

    void write(DeskSnapshot snapshot) throws IOException {
        DurableFiles.write(
                folder.resolve(FILE), Json.mapper().writeValueAsBytes(snapshot.toJson()));
    }

    /** What the bus lacks of what was read up to these places, if it lacks anything. */
    static Optional<String> loss(BusLogs logs, List<Place> places)
            throws BusException, InterruptedException {
        Map<Topic, SortedMap<Integer, Long>> ends = new EnumMap<>(Topic.class);
        for (Place place : places) {
            if (!ends.containsKey(place.topic())) {
                ends.put(place.topic(), logs.ends(place.topic()));
            }
            long end =
                    ends.getOrDefault(place.topic(), Collections.emptySortedMap())
                            .getOrDefault(place.partition(), 0L);
            var reader = new LogReader(logs, place.topic(), place.partition());
            reader.goTo(place.offset(), place.last());
            Optional<String> loss = reader.loss(end);
            if (loss.isPresent()) {
                log.warn("desk state is of another bus and not used loss={}", loss.get());
                return loss;
            }
        }
        return Optional.empty();
    }
}
