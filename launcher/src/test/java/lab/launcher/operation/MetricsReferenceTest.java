package lab.launcher.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsReferenceTest {
    /** Of the lab's own; what Flink and the JVM serve has names of theirs. */
    private static final Pattern HOUSE_RULE = Pattern.compile("lab(_[a-z][a-z0-9]*){3,}");

    @Test
    void names_keep_the_house_rule_and_counters_say_that_they_are_totals() throws IOException {
        List<DocumentedMetrics.Metric> ours =
                DocumentedMetrics.read().all().stream()
                        .filter(metric -> metric.name().startsWith("lab_"))
                        .toList();
        assertThat(ours).hasSizeGreaterThan(60);
        assertThat(ours).allMatch(metric -> HOUSE_RULE.matcher(metric.name()).matches());
        assertThat(ours)
                .allMatch(metric ->
                        metric.name().endsWith("_total") == metric.type().equals("counter"));
        assertThat(ours).noneMatch(metric -> metric.meaning().isBlank());
    }

    @Test
    void each_metric_names_the_alerts_and_dashboards_that_use_it_or_none() throws IOException {
        DocumentedMetrics metrics = DocumentedMetrics.read();
        Uses uses = Uses.find(metrics);
        List<String> wrong = new ArrayList<>();
        for (DocumentedMetrics.Metric metric : metrics.all()) {
            if (!metric.usedBy().equals(uses.of(metric.name()))) {
                wrong.add(
                        "%s: is used by %s, %s says %s"
                                .formatted(
                                        metric.name(),
                                        uses.of(metric.name()),
                                        DocumentedMetrics.FILE,
                                        metric.usedBy()));
            }
        }
        assertThat(wrong).isEmpty();
    }
}
