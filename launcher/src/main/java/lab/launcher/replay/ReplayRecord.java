package lab.launcher.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import lab.domain.EventTime;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import lab.servicekit.http.Json;

/**
 * What a replay's folder says of it.
 *
 * @param speed of the newest run, as users write it
 * @param share of its span that is done, 0 to 1, as it was last written down
 * @param newest the event time to which it has come by then
 */
record ReplayRecord(
        ReplayTask task, State state, String speed, double share, Optional<Instant> newest) {
    private static final int FORMAT = 1;
    static final KeptFile KEPT =
            new KeptFile(
                    "what a replay is",
                    "replays/*/replay.json",
                    KeptFile.Form.JSON,
                    FORMAT,
                    "begin it anew with ./lab replay --clean");
    private static final String FILE = "replay.json";

    /** How far its life has come. */
    enum State {
        /** It is being taken away: what there is of it counts for nothing. */
        CLEANING,
        /** It has not ended, whether it runs now or not. */
        BEGUN,
        /** All tiers hold all of it. */
        FINISHED
    }

    static ReplayRecord begun(ReplayTask task, String speed) {
        return new ReplayRecord(task, State.BEGUN, speed, 0, Optional.empty());
    }

    ReplayRecord in(State next) {
        return new ReplayRecord(task, next, speed, share, newest);
    }

    ReplayRecord at(String otherSpeed) {
        return new ReplayRecord(task, state, otherSpeed, share, newest);
    }

    ReplayRecord comeTo(double done, Optional<Instant> time) {
        return new ReplayRecord(task, state, speed, done, time);
    }

    private static Path file(Environment environment) {
        return environment.own().root().resolve(FILE);
    }

    static Optional<ReplayRecord> read(Environment environment) throws LabException {
        Path file = file(environment);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = Json.mapper().readTree(Files.readString(file));
            int format = json.path("format").asInt();
            if (format != FORMAT) {
                throw new LabException(
                        "%s of %s: format %d, the newest that this version knows is %d; start it with the version that wrote it, or begin anew with ./lab replay --clean --name %s"
                                .formatted(FILE, environment, format, FORMAT, environment.name()));
            }
            return Optional.of(
                    new ReplayRecord(
                            ReplayTask.read(json),
                            State.valueOf(json.path("state").asText()),
                            json.path("speed").asText(),
                            json.path("share").asDouble(),
                            json.hasNonNull("newest")
                                    ? Optional.of(Instant.parse(json.get("newest").asText()))
                                    : Optional.empty()));
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            throw new LabException(
                    "%s of %s: it must be readable, %s; begin anew with ./lab replay --clean --name %s"
                            .formatted(
                                    FILE, environment, LabException.reason(e), environment.name()),
                    e);
        }
    }

    void writeTo(Environment environment) throws LabException {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("format", FORMAT);
        task.writeTo(json);
        json.put("state", state.name());
        json.put("speed", speed);
        json.put("share", share);
        newest.ifPresent(time -> json.put("newest", EventTime.format(time)));
        try {
            DurableFiles.write(file(environment), json.toPrettyString() + "\n");
        } catch (IOException e) {
            throw new LabException(
                    "%s of %s: it must be writable, %s"
                            .formatted(FILE, environment, LabException.reason(e)),
                    e);
        }
    }
}
