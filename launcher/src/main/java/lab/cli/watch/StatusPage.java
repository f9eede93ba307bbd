package lab.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The status document for people. */
record StatusPage(JsonNode status) {

    void print(PrintWriter out) {
        boolean isHealthy = status.path("healthy").asBoolean();
        out.printf(
                "%s, pid %s, up since %s, %s%n",
                isHealthy ? "healthy" : "NOT HEALTHY",
                text(status, "pid"),
                text(status, "started"),
                text(status, "address"));
        JsonNode feed = status.path("feed");
        out.printf(
                "market        %s %s%s%n",
                text(feed, "kind"),
                text(feed, "name"),
                feed.has("note") ? "; " + text(feed, "note") : "");
        if (feed.has("replay")) {
            printReplay(feed.path("replay"), out);
        }
        printPairs(feed.path("pairs"), out);
        out.printf("newest event  %s%n", text(status, "newest_event_time"));
        out.printf("dead letters  %s%n", text(status, "dead_letters"));
        if (status.has("trades")) {
            JsonNode trades = status.path("trades");
            out.printf(
                    "trades        %s repeats, %s with the id of another and other content, which count nowhere%n",
                    text(trades, "repeats"), text(trades, "conflicting"));
        }
        printQuality(status.path("quality"), out);
        out.println();
        out.printf("%-8s %-11s %9s  %s%n", "job", "state", "behind", "last checkpoint");
        status.path("jobs").forEach(job -> printJob(job, out));
        out.printf("%n%-8s %12s  %s%n", "tier", "rows", "newest event");
        status.path("tiers").forEach(tier -> printTier(tier, out));
        if (status.has("clearing")) {
            printClearing(status.path("clearing"), out);
        }
        out.printf("%n%-10s %-12s %s%n", "service", "runs", "health");
        status.path("services").forEach(service -> printService(service, out));
        out.printf("%ncommentary    %s%n", commentary(status.path("commentary")));
        if (status.has("killswitch")) {
            out.println(new SwitchPage(status.path("killswitch"), false).line());
        }
        status.path("parts").forEach(part -> printUnlessUp(part, out));
        printReplays(status.path("replays"), out);
    }

    /**
     * When the data were last looked through, and what was found; nothing before the first time.
     */
    private static void printQuality(JsonNode quality, PrintWriter out) {
        if (quality.has("checked_at")) {
            List<String> rules = new ArrayList<>();
            quality.path("findings")
                    .properties()
                    .forEach(rule ->
                            rules.add("%s %s".formatted(rule.getValue().asText(), rule.getKey())));
            out.printf(
                    "quality       %s errors, %s warnings%s%s, looked through at %s%n",
                    text(quality, "errors"),
                    text(quality, "warnings"),
                    rules.isEmpty() ? "" : ": " + String.join(", ", rules),
                    quality.has("from") ? "; since " + text(quality, "from") : "",
                    text(quality, "checked_at"));
        }
        if (quality.has("trouble")) {
            out.printf("quality       not looked through: %s%n", text(quality, "trouble"));
        }
    }

    /** How many are followed, and those of which nothing comes. */
    private static void printPairs(JsonNode pairs, PrintWriter out) {
        if (pairs.isEmpty()) {
            return;
        }
        List<String> told = new ArrayList<>();
        for (JsonNode pair : pairs) {
            if (!text(pair, "state").equals("live")) {
                told.add("%s %s".formatted(text(pair, "pair"), text(pair, "state")));
            }
        }
        out.printf(
                "pairs         %d%s%n",
                pairs.size(), told.isEmpty() ? "" : "; " + String.join(", ", told));
    }

    /** One line each; nothing where there are none. */
    static void printReplays(JsonNode replays, PrintWriter out) {
        for (JsonNode replay : replays) {
            out.printf(
                    "%nreplay        %s%s, %s%s%s%n",
                    text(replay, "name"),
                    replay.has("from") && replay.has("to")
                            ? " of %s to %s".formatted(text(replay, "from"), text(replay, "to"))
                            : "",
                    replay.path("paused").asBoolean() ? "held, " : "",
                    standing(replay),
                    replay.has("address") ? ", " + text(replay, "address") : "");
        }
    }

    private static String standing(JsonNode replay) {
        String state = text(replay, "state");
        if (state.equals("finished")) {
            return "finished";
        }
        String share = "%.1f %%".formatted(100 * replay.path("share").asDouble());
        return replay.path("running").asBoolean()
                ? "%s at %s, to %s%s"
                        .formatted(
                                share,
                                speed(text(replay, "speed")),
                                text(replay, "newest"),
                                replay.has("left_seconds")
                                        ? ", %s s left".formatted(text(replay, "left_seconds"))
                                        : "")
                : "%s, does not run".formatted(share);
    }

    private static String speed(String word) {
        return word.equals("max") ? "max" : word + "x";
    }

    private static void printReplay(JsonNode replay, PrintWriter out) {
        out.printf(
                "replayed      %.1f %% of %s to %s, %s messages at %.0f a second%s%s%n",
                100 * replay.path("share").asDouble(),
                text(replay, "from"),
                text(replay, "to"),
                text(replay, "messages"),
                replay.path("messages_per_second").asDouble(),
                replay.has("left_seconds")
                        ? ", %s s left".formatted(text(replay, "left_seconds"))
                        : "",
                replay.path("paused").asBoolean() ? ", HELD" : "");
    }

    private static void printJob(JsonNode job, PrintWriter out) {
        out.printf(
                "%-8s %-11s %9s  %s%n",
                text(job, "name"),
                text(job, "state"),
                text(job, "lag_messages"),
                job.has("last_checkpoint") ? text(job, "last_checkpoint") : "none yet");
        if (job.has("reason")) {
            String told = text(job, "state").equals("REFUSED") ? "" : "its last failure: ";
            out.printf("         %s%s%n", told, text(job, "reason"));
        }
        job.path("notes").forEach(note -> out.printf("         %s%n", note.asText()));
    }

    private static void printService(JsonNode service, PrintWriter out) {
        String health =
                service.has("healthy")
                        ? service.path("healthy").asBoolean() ? "ok" : "NOT HEALTHY"
                        : "nobody answers at " + text(service, "address");
        out.printf(
                "%-10s %-12s %s%s%n",
                text(service, "service"),
                text(service, "runs"),
                health,
                service.has("reason") ? "; " + text(service, "reason") : "");
    }

    private static void printTier(JsonNode tier, PrintWriter out) {
        out.printf(
                "%-8s %12s  %s%n",
                text(tier, "name"),
                tier.has("rows") ? text(tier, "rows") : "",
                tier.has("newest_event_time") ? text(tier, "newest_event_time") : "nothing yet");
    }

    private static void printClearing(JsonNode clearing, PrintWriter out) {
        out.printf(
                "%nclearing      %s requests, %s repeats and %s expired ignored; %s funded, %s filled, %d rejected%n",
                text(clearing, "requests"),
                text(clearing, "repeats"),
                text(clearing, "expired"),
                text(clearing, "funded"),
                text(clearing, "filled"),
                sum(clearing.path("rejected")));
        clearing.path("rejected")
                .properties()
                .forEach(reason ->
                        out.printf("%12s  %s%n", reason.getValue().asText(), reason.getKey()));
        if (clearing.has("terms")) {
            JsonNode terms = clearing.path("terms");
            printTerms("terms", terms, out);
            if (terms.has("next")) {
                printTerms("next terms", terms.path("next"), out);
            }
        }
        JsonNode waiting = clearing.path("waiting");
        if (waiting.path("requests").asLong() > 0) {
            out.printf(
                    "waiting       %s requests; the oldest %s of %s, for %s, since %s%n",
                    text(waiting, "requests"),
                    text(waiting, "order_id"),
                    text(waiting, "account"),
                    text(waiting, "time"),
                    text(waiting, "since"));
        }
        if (clearing.has("delay_millis_p50")) {
            out.printf(
                    "delay         p50 %s ms, p99 %s ms from request to execution%n",
                    text(clearing, "delay_millis_p50"), text(clearing, "delay_millis_p99"));
        }
    }

    private static void printTerms(String what, JsonNode terms, PrintWriter out) {
        out.printf(
                "%-13s fee %s%s, slippage %s, quotes are waited for %s ms, %s%n",
                what,
                text(terms, "fee_rate"),
                venueFees(terms.path("venue_fees")),
                text(terms, "slippage"),
                text(terms, "quote_wait_ms"),
                terms.has("from")
                        ? "for requests from " + text(terms, "from") + " on"
                        : "from the beginning");
    }

    private static String venueFees(JsonNode fees) {
        return fees.properties().stream()
                .map(fee -> ", %s %s".formatted(fee.getKey(), fee.getValue().asText()))
                .collect(Collectors.joining());
    }

    /** By whom, and why not by the model. */
    private static String commentary(JsonNode said) {
        if (said.isMissingNode()) {
            return "nobody comments: the analyst does not answer";
        }
        String by =
                said.path("source").asText().equals("rules")
                        ? "by fixed rules; " + text(said, "reason")
                        : "by " + text(said, "model");
        return "%s; %s comments".formatted(by, text(said, "cycles"));
    }

    private static long sum(JsonNode counts) {
        long sum = 0;
        for (JsonNode count : counts) {
            sum += count.asLong();
        }
        return sum;
    }

    private static void printUnlessUp(JsonNode part, PrintWriter out) {
        if (!text(part, "state").equals("UP")) {
            out.printf(
                    "%n%s is %s: %s%n",
                    text(part, "part"), text(part, "state"), text(part, "reason"));
        }
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isMissingNode() || value.isNull() ? "unknown" : value.asText();
    }
}
