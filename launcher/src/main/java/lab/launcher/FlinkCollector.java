package lab.launcher;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lab.flink.sql.FlinkMetrics;

/** Shows what Flink measures beside what the lab does: all of it as gauges, as Flink's own does. */
record FlinkCollector(Supplier<List<FlinkMetrics.Sample>> samples) implements MultiCollector {
    @Override
    public MetricSnapshots collect() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        samples.get().stream()
                .collect(
                        Collectors.groupingBy(
                                FlinkMetrics.Sample::name, TreeMap::new, Collectors.toList()))
                .forEach((name, of) -> all.metricSnapshot(gauge(name, of)));
        return all.build();
    }

    private static GaugeSnapshot gauge(String name, List<FlinkMetrics.Sample> samples) {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder()
                        .name(name)
                        .help(String.valueOf(FlinkMetrics.SHOWN.get(name)));
        samples.forEach(sample ->
                gauge.dataPoint(
                        GaugeDataPointSnapshot.builder()
                                .labels(labels(sample.labels()))
                                .value(sample.value())
                                .build()));
        return gauge.build();
    }

    private static Labels labels(Map<String, String> labels) {
        Labels.Builder all = Labels.builder();
        new TreeMap<>(labels).forEach(all::label);
        return all.build();
    }
}
