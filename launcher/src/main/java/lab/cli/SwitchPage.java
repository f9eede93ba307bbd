package lab.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import lab.servicekit.Json;

/** How the kill switch stands, for a terminal. */
record SwitchPage(JsonNode stands, boolean asJson) {

    void print(PrintWriter out) throws JsonProcessingException {
        out.println(
                asJson
                        ? Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(stands)
                        : line());
    }

    private String line() {
        String since = stands.path("since").asText("");
        String when = since.isEmpty() ? "" : " since " + since;
        if (!stands.path("engaged").asBoolean()) {
            return "kill switch released%s: the strategies may trade".formatted(when);
        }
        // Anybody with the token wrote it: it must not steer the terminal
        String reason = stands.path("reason").asText("").replaceAll("\\p{Cntrl}", " ");
        return "kill switch engaged%s%s: no order leaves the desk; ./lab resume releases it"
                .formatted(when, reason.isEmpty() ? "" : " (" + reason + ")");
    }
}
