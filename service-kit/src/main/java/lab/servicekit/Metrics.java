package lab.servicekit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * One module's metrics, all named {@code lab_<module>_<noun>_<unit>}.
 *
 * <p>A counter's unit is what it counts, then {@code total}: {@code lab_poller_trades_total}.
 * Everything else ends in a base unit or in the plural of what is counted: {@code
 * lab_poller_feed_lag_seconds}, {@code lab_console_readers_clients}.
 */
public final class Metrics {
    /** Prometheus keeps the last word {@code info} for itself: its client would cut it off. */
    private static final Pattern NAME = Pattern.compile("lab(_[a-z][a-z0-9]*){3,}(?<!_info)");

    private static final Pattern PART = Pattern.compile("[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*");

    /** Where a histogram's buckets end: from what memory answers to what a model takes. */
    private static final Duration[] BUCKETS =
            LongStream.of(5, 25, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000)
                    .mapToObj(Duration::ofMillis)
                    .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final String module;

    /** One value of a gauge that has many, with what tells it from the others. */
    public record Sample(Map<String, String> labels, double value) {
        public Sample {
            labels = Map.copyOf(labels);
        }

        public static Sample of(String label, String of, double value) {
            return new Sample(Map.of(label, of), value);
        }
    }

    public Metrics(MeterRegistry registry, String module) {
        this.registry = registry;
        this.module = checked("module", module);
    }

    /** A registry that Prometheus can read, with the basics of the JVM in it. */
    public static PrometheusMeterRegistry registry() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        return registry;
    }

    /** {@code lab_poller_feed_lag_seconds} of {@code poller}, {@code feed_lag}, {@code seconds}. */
    public static String name(String module, String noun, String unit) {
        return "lab_%s_%s_%s"
                .formatted(checked("module", module), checked("noun", noun), checked("unit", unit));
    }

    /** Counts things: {@code lab_<module>_<noun>_total}. */
    public Counter counter(String noun, String description, String... labels) {
        return Counter.builder(name(module, noun, "total"))
                .description(description)
                .tags(labels)
                .register(registry);
    }

    /** Shows what somebody else counts: {@code lab_<module>_<noun>_total}. */
    public FunctionCounter counted(
            String noun, String description, LongSupplier count, String... labels) {
        // The registry forgets the object that it asks, and keeps the function that it asks with
        return FunctionCounter.builder(
                        name(module, noun, "total"), registry, kept -> count.getAsLong())
                .description(description)
                .tags(labels)
                .register(registry);
    }

    /** Shows how long somebody has counted: {@code lab_<module>_<noun>_seconds_total}. */
    public FunctionCounter countedSeconds(
            String noun, String description, DoubleSupplier seconds, String... labels) {
        return FunctionCounter.builder(
                        name(module, noun, "seconds_total"),
                        registry,
                        kept -> seconds.getAsDouble())
                .description(description)
                .tags(labels)
                .register(registry);
    }

    /** Times things, as a histogram: {@code lab_<module>_<noun>_seconds}. */
    public Timer timer(String noun, String description, String... labels) {
        return Timer.builder(name(module, noun, "seconds"))
                .description(description)
                .serviceLevelObjectives(BUCKETS)
                .tags(labels)
                .register(registry);
    }

    /** Tells what is now: {@code lab_<module>_<noun>_<unit>}. */
    public Gauge gauge(
            String noun,
            String unit,
            String description,
            Supplier<Number> value,
            String... labels) {
        return Gauge.builder(name(module, noun, unit), value)
                .description(description)
                .tags(labels)
                .strongReference(true)
                .register(registry);
    }

    /**
     * Tells what is now of things that come and go, such as pairs: {@code
     * lab_<module>_<noun>_<unit>}. Asked at each scrape, and only by Prometheus.
     *
     * @return takes it out of the registry
     */
    public Runnable gauges(
            String noun, String unit, String description, Supplier<List<Sample>> samples) {
        var gauge = new LabelledGauge(name(module, noun, unit), description, samples);
        if (registry instanceof PrometheusMeterRegistry shown) {
            shown.getPrometheusRegistry().register(gauge);
            return () -> shown.getPrometheusRegistry().unregister(gauge);
        }
        return () -> {};
    }

    /** The meters whose names break the rule; those of the JVM and of others' code are theirs. */
    public static List<String> badNames(MeterRegistry registry) {
        return registry.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .filter(name -> name.startsWith("lab"))
                .filter(name -> !NAME.matcher(name).matches())
                .distinct()
                .sorted()
                .toList();
    }

    private static String checked(String what, String part) {
        if (!PART.matcher(part).matches()) {
            throw new IllegalArgumentException(
                    "metric: %s must be lower-case words with underscores, was \"%s\""
                            .formatted(what, part));
        }
        return part;
    }
}
