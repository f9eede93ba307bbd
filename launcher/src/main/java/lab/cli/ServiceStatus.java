package lab.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.launcher.LabService;
import lab.servicekit.Json;

/** How one service is, wherever it runs, by what it says on its own port. */
record ServiceStatus(LabService service, int port, long labPid, Optional<Said> said) {

    /** What it said on its port, and the process that said it. */
    record Said(OptionalLong pid, JsonNode health) {}

    /**
     * Whether it does its work; also if it does not run: a lab may be started without it, and what
     * it then lacks its other parts say.
     */
    boolean isHealthy() {
        return said.map(it -> it.health().path("status").asText().equals("ok")).orElse(true);
    }

    ObjectNode json() {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("service", service.toString());
        json.put("address", "http://localhost:" + port);
        json.put("runs", runs());
        said.ifPresent(it -> {
            it.pid().ifPresent(pid -> json.put("pid", pid));
            json.put("healthy", isHealthy());
            if (!notes().isEmpty()) {
                json.put("reason", String.join("; ", notes()));
            }
        });
        return json;
    }

    private String runs() {
        if (said.isEmpty()) {
            return "not running";
        }
        return said.get().pid().orElse(labPid) == labPid ? "in the lab" : "apart";
    }

    /** What is not up, and what is up with a word to it. */
    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (JsonNode part : said.orElseThrow().health().path("parts")) {
            String reason = part.path("reason").asText("");
            if (!reason.isEmpty()) {
                notes.add("%s: %s".formatted(part.path("part").asText(), reason));
            }
        }
        return notes;
    }
}
