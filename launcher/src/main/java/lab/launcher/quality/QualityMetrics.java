package lab.launcher.quality;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import lab.quality.QualityLog;
import lab.quality.Rule;
import lab.servicekit.Metrics;
import lab.servicekit.Metrics.Sample;

/** The names of what is told of the newest look through the data. */
final class QualityMetrics {
    private QualityMetrics() {}

    /**
     * Shows them.
     *
     * @param overdue how long the next look has been due
     * @param isCutShort whether the last one began and did not end
     */
    static void of(
            Supplier<Optional<QualityLog.Run>> newest,
            Supplier<Duration> overdue,
            BooleanSupplier isCutShort,
            MeterRegistry registry) {
        var metrics = new Metrics(registry, "quality");
        metrics.gauge(
                "run_time",
                "seconds",
                "When the data were last looked through, in seconds since 1970; unknown before the"
                        + " first time",
                () -> newest.get().map(it -> it.time().toEpochMilli() / 1e3).orElse(Double.NaN));
        metrics.gauge(
                "run_overdue",
                "seconds",
                "How long a look through the data has been due without one that ended; 0 where none"
                        + " is due or wanted",
                () -> overdue.get().toMillis() / 1e3);
        metrics.gauge(
                "unfinished",
                "runs",
                "1 if the last look through the data was cut short and none has ended since",
                () -> isCutShort.getAsBoolean() ? 1 : 0);
        metrics.gauges(
                "run",
                "findings",
                "What the newest look through the data found, by rule",
                () -> newest.get().map(QualityMetrics::samples).orElse(List.of()));
    }

    private static List<Sample> samples(QualityLog.Run run) {
        return Arrays.stream(Rule.values())
                .map(rule ->
                        new Sample(
                                Map.of("rule", rule.id(), "severity", rule.severity().word()),
                                run.byRule().getOrDefault(rule.id(), 0L)))
                .toList();
    }
}
