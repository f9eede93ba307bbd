package lab.launcher.operation;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which alerts and dashboards use a metric. */
final class Uses {
    private final Map<String, Set<String>> byMetric = new TreeMap<>();

    static Uses find(DocumentedMetrics metrics) throws IOException {
        var uses = new Uses();
        for (AlertRules.Rule rule : AlertRules.read()) {
            uses.add(metrics, rule.expression(), rule.alert());
        }
        for (Dashboard dashboard : Dashboard.all()) {
            for (String expression : dashboard.expressions().values()) {
                uses.add(metrics, expression, dashboard.name());
            }
        }
        return uses;
    }

    Set<String> of(String metric) {
        return byMetric.getOrDefault(metric, Set.of());
    }

    private void add(DocumentedMetrics metrics, String expression, String user) {
        PromQl.selectors(expression).stream()
                .flatMap(selector -> metrics.of(selector.metric()).stream())
                .forEach(metric ->
                        byMetric.computeIfAbsent(metric.name(), _ -> new TreeSet<>()).add(user));
    }
}
