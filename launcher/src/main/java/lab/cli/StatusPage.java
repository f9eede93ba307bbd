package lab.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** The status document for people. */
record StatusPage(JsonNode status) {

    void print(PrintWriter out) {
        out.printf(
                "%s  %s  (pid %s, up since %s)%n",
                status.path("healthy").asBoolean() ? "healthy" : "NOT HEALTHY",
                text(status, "address"),
                text(status, "pid"),
                text(status, "started"));
        out.printf("feed      %s%n", text(status.path("feed"), "note"));
        out.printf("newest    %s%n", text(status, "newest_event_time"));
        out.println();
        out.printf("%-10s %-10s %10s  %-28s %s%n", "job", "state", "behind", "last checkpoint", "");
        status.path("jobs").forEach(job -> printJob(job, out));
        out.println();
        out.printf("%-12s %10s%n", "topic", "messages");
        status.path("topics")
                .forEach(topic ->
                        out.printf("%-12s %10s%n", text(topic, "topic"), text(topic, "messages")));
        out.printf("%ndead letters  %s%n", text(status, "dead_letters"));
        status.path("parts").forEach(part -> printUnlessUp(part, out));
    }

    private static void printJob(JsonNode job, PrintWriter out) {
        JsonNode checkpoint = job.path("last_checkpoint");
        String shown =
                checkpoint.isMissingNode()
                        ? "none yet"
                        : "#%s %s".formatted(text(checkpoint, "id"), text(checkpoint, "completed"));
        String failure =
                job.has("failure")
                        ? "restarts " + text(job, "restarts") + ": " + text(job, "failure")
                        : "";
        out.printf(
                "%-10s %-10s %10s  %-28s %s%n",
                text(job, "job"), text(job, "state"), text(job, "lag"), shown, failure);
    }

    private static void printUnlessUp(JsonNode part, PrintWriter out) {
        if (!text(part, "state").equals("UP")) {
            out.printf(
                    "%s is %s: %s%n",
                    text(part, "part"), text(part, "state"), text(part, "reason"));
        }
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isMissingNode() || value.isNull() ? "unknown" : value.asText();
    }
}
