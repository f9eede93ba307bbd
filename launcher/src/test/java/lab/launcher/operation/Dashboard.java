package lab.launcher.operation;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lab.servicekit.http.Json;

/** A dashboard of {@code grafana/dashboards}. */
record Dashboard(String name, JsonNode json) {
    static final String FOLDER = "grafana/dashboards";

    static List<Dashboard> all() throws IOException {
        List<Dashboard> all = new ArrayList<>();
        if (Files.isDirectory(Repository.ROOT.resolve(FOLDER))) {
            for (Path file : Repository.files(FOLDER, ".json")) {
                all.add(
                        new Dashboard(
                                file.getFileName().toString().replace(".json", ""),
                                Json.mapper().readTree(file.toFile())));
            }
        }
        return all;
    }

    /** As Grafana asks it, with its variables as they are at first. */
    static String filled(String expression) {
        return expression
                .replace("$__rate_interval", "1m")
                .replace("$__range", "15m")
                .replace("$environment", "live")
                .replace("$account", ".+")
                .replace("$pair", "BTC-USD");
    }

    Stream<JsonNode> panels() {
        return json.path("panels").valueStream();
    }

    /** What is asked of Prometheus: by panels, and by variables. */
    Map<String, String> expressions() {
        Map<String, String> all = new LinkedHashMap<>();
        panels().forEach(panel ->
                panel.path("targets")
                        .forEach(target ->
                                all.put(
                                        "%s, panel \"%s\", query %s"
                                                .formatted(
                                                        name,
                                                        panel.path("title").asText(),
                                                        target.path("refId").asText()),
                                        target.path("expr").asText())));
        json.path("templating")
                .path("list")
                .forEach(variable -> {
                    String query = variable.path("query").path("query").asText();
                    if (query.startsWith("label_values(")) {
                        all.put(
                                "%s, variable %s".formatted(name, variable.path("name").asText()),
                                query.replaceFirst("label_values\\((.*),\\s*\\w+\\)", "$1"));
                    }
                });
        return all;
    }
}
