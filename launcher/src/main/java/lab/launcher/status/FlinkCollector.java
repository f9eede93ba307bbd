package lab.launcher.status;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lab.flink.sql.cluster.FlinkMetrics;
import lab.servicekit.LabelledGauge;
import lab.servicekit.Metrics;

/** Shows what Flink measures beside what the lab does: all of it as gauges, as Flink's own does. */
public record FlinkCollector(Supplier<List<FlinkMetrics.Sample>> samples)
        implements MultiCollector {
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
        return LabelledGauge.snapshot(
                name,
                String.valueOf(FlinkMetrics.SHOWN.get(name)),
                samples.stream().map(it -> new Metrics.Sample(it.labels(), it.value())).toList());
    }
}
