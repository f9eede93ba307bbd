package lab.cli.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import lab.servicekit.http.Json;

/** How the kill switch stands, for a terminal. */
record SwitchPage(JsonNode stands, boolean asJson) {

    void print(PrintWriter out) throws JsonProcessingException {
        out.println(
                asJson
                        ? Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(stands)
                        : line());
    }

    /** One line; what was set without a desk says so. */
    String line() {
        if (stands.has("problem")) {
            return "kill switch unknown: " + plain("problem");
        }
        String note = plain("note");
        return position() + (note.isEmpty() ? "" : "; " + note);
    }

    /** Anybody with the token wrote it: it must not steer the terminal. */
    private String plain(String field) {
        return stands.path(field).asText("").replaceAll("\\p{Cntrl}", " ");
    }

    private String position() {
        String since = stands.path("since").asText("");
        String when = since.isEmpty() ? "" : " since " + since;
        if (!stands.path("engaged").asBoolean()) {
            return "kill switch released%s: the strategies may trade".formatted(when);
        }
        String reason = plain("reason");
        return "kill switch engaged%s%s: no order leaves the desk; ./lab resume releases it"
                .formatted(when, reason.isEmpty() ? "" : " (" + reason + ")");
    }
}
