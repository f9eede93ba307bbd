package lab.launcher.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import lab.domain.EventTime;
import lab.domain.Pair;

/**
 * What a replay is of: another span, other pairs or other requests make another replay, while it
 * may go on at any speed.
 *
 * @param from the first event time; empty for the beginning of what was recorded
 * @param to behind the last event time; empty for its end
 * @param pairs to replay; all if empty
 * @param asOf the snapshot of the cold tier that is read; the newest if empty
 */
public record ReplayTask(
        Optional<Instant> from,
        Optional<Instant> to,
        List<Pair> pairs,
        Optional<String> asOf,
        Deciding deciding) {
    public ReplayTask {
        pairs = List.copyOf(new TreeSet<>(pairs));
    }

    /** By the names of the options. */
    private Map<String, String> options() {
        var options = new LinkedHashMap<String, String>();
        options.put("--from", from.map(EventTime::format).orElse("the beginning"));
        options.put("--to", to.map(EventTime::format).orElse("the end"));
        options.put(
                "--pairs",
                pairs.isEmpty()
                        ? "all"
                        : String.join(",", pairs.stream().map(Pair::name).toList()));
        options.put("--as-of", asOf.orElse("the newest snapshot"));
        options.put("--orders", deciding.toString());
        return options;
    }

    /** The first option by which another one is not the same replay, in words. */
    Optional<String> difference(ReplayTask asked) {
        Map<String, String> wanted = asked.options();
        return options().entrySet().stream()
                .filter(option -> !option.getValue().equals(wanted.get(option.getKey())))
                .findFirst()
                .map(option ->
                        "%s: it was begun with %s, not with %s"
                                .formatted(
                                        option.getKey(),
                                        option.getValue(),
                                        wanted.get(option.getKey())));
    }

    void writeTo(ObjectNode json) {
        from.ifPresent(time -> json.put("from", EventTime.format(time)));
        to.ifPresent(time -> json.put("to", EventTime.format(time)));
        ArrayNode names = json.putArray("pairs");
        pairs.forEach(pair -> names.add(pair.name()));
        asOf.ifPresent(text -> json.put("as_of", text));
        json.put("orders", deciding.toString());
    }

    static ReplayTask read(JsonNode json) {
        var pairs = new ArrayList<Pair>();
        json.path("pairs").forEach(pair -> pairs.add(new Pair(pair.asText())));
        return new ReplayTask(
                time(json, "from"),
                time(json, "to"),
                pairs,
                json.hasNonNull("as_of")
                        ? Optional.of(json.get("as_of").asText())
                        : Optional.empty(),
                Deciding.parse(json.path("orders").asText()));
    }

    private static Optional<Instant> time(JsonNode json, String field) {
        return json.hasNonNull(field)
                ? Optional.of(Instant.parse(json.get(field).asText()))
                : Optional.empty();
    }
}
