package lab.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import lab.cli.client.LabClient;
import lab.cli.client.RunningLab;
import lab.domain.EventTime;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.replay.Replays;
import lab.servicekit.http.Json;

/** The replays of a data directory, as {@code ./lab status} tells them. */
record ReplayList(DataDir data) {

    /** Nothing is added where there are none. */
    void addTo(ObjectNode status) throws LabException, InterruptedException {
        List<Replays.Found> all = Replays.of(data);
        if (all.isEmpty()) {
            return;
        }
        ArrayNode list = status.putArray("replays");
        for (Replays.Found replay : all) {
            list.add(json(replay));
        }
    }

    private ObjectNode json(Replays.Found replay) throws InterruptedException {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("name", replay.name());
        json.put("state", replay.state());
        json.put("running", replay.running().isPresent());
        replay.task().from().ifPresent(time -> json.put("from", EventTime.format(time)));
        replay.task().to().ifPresent(time -> json.put("to", EventTime.format(time)));
        json.put("orders", replay.task().deciding().toString());
        json.put("speed", replay.speed());
        json.put("share", replay.share());
        replay.newest().ifPresent(time -> json.put("newest", EventTime.format(time)));
        if (replay.running().isPresent()) {
            json.put("pid", replay.running().get().pid());
            json.put("address", "http://localhost:" + replay.running().get().consolePort());
            said(replay).ifPresent(said -> addSaid(json, said));
        }
        return json;
    }

    /** What it says of itself now; nothing while its page does not answer. */
    private static Optional<JsonNode> said(Replays.Found replay) throws InterruptedException {
        var lab =
                new RunningLab(
                        replay.environment().data(),
                        replay.running().orElseThrow(),
                        Optional.empty());
        try (var client = new LabClient(lab)) {
            return Optional.of(client.status());
        } catch (LabException e) {
            return Optional.empty();
        }
    }

    private static void addSaid(ObjectNode json, JsonNode status) {
        json.put("healthy", status.path("healthy").asBoolean());
        JsonNode replay = status.path("feed").path("replay");
        if (!replay.isObject()) {
            return;
        }
        json.set("from", replay.path("from"));
        json.set("to", replay.path("to"));
        json.set("share", replay.path("share"));
        json.set("paused", replay.path("paused"));
        json.set("messages", replay.path("messages"));
        json.set("messages_per_second", replay.path("messages_per_second"));
        if (replay.has("left_seconds")) {
            json.set("left_seconds", replay.path("left_seconds"));
        }
        if (status.has("newest_event_time")) {
            json.set("newest", status.path("newest_event_time"));
        }
    }
}
