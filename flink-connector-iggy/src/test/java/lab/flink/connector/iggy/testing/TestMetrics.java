package lab.flink.connector.iggy.testing;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Keeps the cluster's metrics for tests to look at. */
public final class TestMetrics implements MetricReporterFactory {

    private static final Map<String, Metric> METRICS = new ConcurrentHashMap<>();

    static Configuration configuration() {
        var configuration = new Configuration();
        MetricOptions.forReporter(configuration, "test")
                .set(MetricOptions.REPORTER_FACTORY_CLASS, TestMetrics.class.getName());
        return configuration;
    }

    /** The sum over all subtasks of the numbers whose name ends like this; they may be many. */
    public static long sum(JobID job, String suffix) {
        return METRICS.entrySet().stream()
                .filter(e -> e.getKey().startsWith(job + ":") && e.getKey().endsWith(suffix))
                .mapToLong(e -> valueOf(e.getValue()))
                .sum();
    }

    /** Whether any metric's name ends like this. */
    public static boolean has(JobID job, String suffix) {
        return METRICS.keySet().stream()
                .anyMatch(name -> name.startsWith(job + ":") && name.endsWith(suffix));
    }

    @Override
    public MetricReporter createMetricReporter(Properties properties) {
        return new Reporter();
    }

    private static long valueOf(Metric metric) {
        if (metric instanceof Counter counter) {
            return counter.getCount();
        }
        return metric instanceof Gauge<?> gauge && gauge.getValue() instanceof Number number
                ? number.longValue()
                : 0;
    }

    private static final class Reporter implements MetricReporter {
        @Override
        public void open(MetricConfig config) {}

        @Override
        public void close() {}

        @Override
        public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
            METRICS.put(key(name, group), metric);
        }

        @Override
        public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
            // kept: tests look at finished jobs too
        }

        private static String key(String name, MetricGroup group) {
            String job = group.getAllVariables().getOrDefault("<job_id>", "");
            return job + ":" + group.getMetricIdentifier(name, value -> value);
        }
    }
}
