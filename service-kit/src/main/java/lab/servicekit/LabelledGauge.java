package lab.servicekit;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A gauge whose values are found when it is read. A meter of Micrometer has its labels for life;
 * pairs, accounts and parts come and go.
 */
public record LabelledGauge(String name, String description, Supplier<List<Metrics.Sample>> samples)
        implements Collector {
    @Override
    public MetricSnapshot collect() {
        return snapshot(name, description, samples.get());
    }

    /** What a gauge shows that has these values, each once. */
    public static GaugeSnapshot snapshot(
            String name, String description, List<Metrics.Sample> samples) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(description);
        samples.stream()
                .distinct()
                .forEach(it ->
                        gauge.dataPoint(
                                GaugeDataPointSnapshot.builder()
                                        .labels(labels(it.labels()))
                                        .value(it.value())
                                        .build()));
        return gauge.build();
    }

    private static Labels labels(Map<String, String> labels) {
        Labels.Builder all = Labels.builder();
        new TreeMap<>(labels).forEach(all::label);
        return all.build();
    }
}
