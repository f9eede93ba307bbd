package lab.flink.sql.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.LogicalScopeProvider;
import org.apache.flink.metrics.Meter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;

/**
 * What Flink measures, for whoever shows it. Flink's own reporter for Prometheus opens a port on
 * all addresses and shows some thousands of series; this one opens none and keeps {@link #SHOWN}.
 * Names and labels are those of Flink's reporter, so that rules and dashboards fit a Flink cluster
 * too; the attempt is left out of the labels, since each restart would begin new series.
 */
public final class FlinkMetrics implements MetricReporter {
    /** What is kept, with what it means. */
    public static final Map<String, String> SHOWN =
            Map.ofEntries(
                    Map.entry("flink_jobmanager_numRunningJobs", "Jobs that run, queries included"),
                    Map.entry("flink_jobmanager_taskSlotsAvailable", "Slots that no task has"),
                    Map.entry(
                            "flink_jobmanager_job_numRestarts", "Restarts since it was submitted"),
                    Map.entry(
                            "flink_jobmanager_job_runningTime",
                            "How long it has been running, in milliseconds"),
                    Map.entry(
                            "flink_jobmanager_job_numberOfCompletedCheckpoints",
                            "Checkpoints that were completed"),
                    Map.entry(
                            "flink_jobmanager_job_numberOfFailedCheckpoints",
                            "Checkpoints that failed"),
                    Map.entry(
                            "flink_jobmanager_job_lastCheckpointDuration",
                            "How long the newest checkpoint took, in milliseconds"),
                    Map.entry(
                            "flink_jobmanager_job_lastCheckpointSize",
                            "What the newest checkpoint holds, in bytes"),
                    Map.entry("flink_taskmanager_job_task_numRecordsIn", "Rows that a task took"),
                    Map.entry("flink_taskmanager_job_task_numRecordsOut", "Rows that a task gave"),
                    Map.entry(
                            "flink_taskmanager_job_task_busyTimeMsPerSecond",
                            "How many milliseconds of a second a task works"),
                    Map.entry(
                            "flink_taskmanager_job_task_backPressuredTimeMsPerSecond",
                            "How many milliseconds of a second a task waits for the next one"),
                    Map.entry(
                            "flink_taskmanager_job_task_operator_currentOutputWatermark",
                            "Event time up to which an operator is done, in milliseconds since 1970"),
                    Map.entry(
                            "flink_taskmanager_job_task_operator_pendingRecords",
                            "Messages on the bus that a source has not fetched"),
                    Map.entry(
                            "flink_taskmanager_job_task_operator_lateTrades",
                            "Trades that came when their window had ended"),
                    Map.entry(
                            "flink_taskmanager_job_task_operator_IggySourceReader_reconnects",
                            "Times that a source lost the broker"),
                    Map.entry(
                            "flink_taskmanager_job_task_operator_IggySourceReader_dataLosses",
                            "Times that messages were gone which a source had yet to read"),
                    Map.entry(
                            "flink_taskmanager_job_task_operator_IggySourceReader_deadLetters",
                            "Messages that a source could not read"));

    private static final Set<String> LABELS =
            Set.of(
                    "job_name",
                    "task_name",
                    "task_id",
                    "operator_name",
                    "operator_id",
                    "subtask_index");
    private static final int LABEL_LENGTH_MAX = 80;

    private final Map<Metric, Series> kept = new ConcurrentHashMap<>();

    private record Series(String name, Map<String, String> labels) {}

    /** One value. */
    public record Sample(String name, Map<String, String> labels, double value) {}

    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {
        kept.clear();
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        String full =
                "flink_"
                        + LogicalScopeProvider.castFrom(group).getLogicalScope(it -> it, '_')
                        + '_'
                        + name;
        if (SHOWN.containsKey(full)) {
            kept.put(metric, new Series(full, labels(group)));
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        kept.remove(metric);
    }

    /** What is known now; of two series that differ in nothing that is shown, one. */
    public List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        Set<Series> seen = new HashSet<>();
        kept.forEach((metric, series) -> {
            OptionalDouble value = value(metric);
            if (value.isPresent() && seen.add(series)) {
                samples.add(new Sample(series.name(), series.labels(), value.getAsDouble()));
            }
        });
        return samples;
    }

    private static Map<String, String> labels(MetricGroup group) {
        Map<String, String> labels = new TreeMap<>();
        group.getAllVariables()
                .forEach((variable, value) -> {
                    String label = variable.substring(1, variable.length() - 1);
                    if (LABELS.contains(label)) {
                        labels.put(label, cut(value));
                    }
                });
        return Map.copyOf(labels);
    }

    private static String cut(String text) {
        return text.length() <= LABEL_LENGTH_MAX ? text : text.substring(0, LABEL_LENGTH_MAX);
    }

    private static OptionalDouble value(Metric metric) {
        return switch (metric) {
            case Counter counter -> OptionalDouble.of((double) counter.getCount());
            case Meter meter -> OptionalDouble.of(meter.getRate());
            // A watermark that has not come yet
            case Gauge<?> gauge
                    when gauge.getValue() instanceof Long never && never == Long.MIN_VALUE ->
                    OptionalDouble.empty();
            case Gauge<?> gauge when gauge.getValue() instanceof Number number ->
                    OptionalDouble.of(number.doubleValue());
            default -> OptionalDouble.empty();
        };
    }
}
