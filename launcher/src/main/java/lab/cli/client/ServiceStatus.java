package lab.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.launcher.service.LabService;
import lab.launcher.service.ServiceProcess;
import lab.servicekit.http.Json;

/** How one service is, wherever it runs, by what it says on its own port. */
public record ServiceStatus(
        LabService service,
        int port,
        RunningLab lab,
        Optional<Said> said,
        Optional<ServiceProcess> apart) {

    /** What it said on its port, and the process that said it. */
    record Said(OptionalLong pid, JsonNode health) {}

    /**
     * Whether it does its work; also if it does not run, for a lab may be started without it. But
     * one that ran apart and was not stopped is missed.
     */
    public boolean isHealthy() {
        return said.map(it -> it.health().path("status").asText().equals("ok"))
                .orElse(apart.isEmpty());
    }

    public ObjectNode json() {
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
        if (said.isEmpty() && apart.isPresent()) {
            json.put("pid", apart.get().pid());
            json.put("healthy", false);
            json.put("reason", missed(apart.get()));
        }
        return json;
    }

    private String runs() {
        if (said.isPresent()) {
            return said.get().pid().orElse(lab.pid()) == lab.pid() ? "in the lab" : "apart";
        }
        return apart.map(it -> it.isAlive() ? "apart" : "died").orElse("not running");
    }

    private String missed(ServiceProcess process) {
        return process.isAlive()
                ? "its process %d lives, but does not answer".formatted(process.pid())
                : "its process %d ended without being stopped; ./lab service %s --data %s starts it again"
                        .formatted(process.pid(), service, lab.data());
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
