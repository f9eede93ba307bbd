package lab.backtest.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A run that was kept.
 *
 * @param made when it was last made
 * @param report as it was written
 */
public record KeptRun(Instant made, JsonNode report) {
    public String id() {
        return report.path("id").asText();
    }

    /** Its accounts, the market first. */
    public List<JsonNode> performances() {
        List<JsonNode> all = new ArrayList<>();
        all.add(report.path("market"));
        report.path("accounts").forEach(it -> all.add(it.path("performance")));
        return all;
    }

    public Optional<JsonNode> performance(String account) {
        return performances().stream()
                .filter(it -> it.path("account").asText().equals(account))
                .findFirst();
    }

    public SortedSet<String> pairs() {
        SortedSet<String> pairs = new TreeSet<>();
        report.path("data").path("pairs").forEach(it -> pairs.add(it.asText()));
        return pairs;
    }

    public Instant from() {
        return Instant.parse(report.path("data").path("from").asText());
    }

    public Instant to() {
        return Instant.parse(report.path("data").path("to").asText());
    }
}
