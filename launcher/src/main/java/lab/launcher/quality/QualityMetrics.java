package lab.launcher.quality;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import lab.quality.QualityLog;
import lab.quality.Rule;
import lab.servicekit.Metrics;
import lab.servicekit.Metrics.Sample;

/** The names of what is told of the newest look through the data. */
final class QualityMetrics {
    private QualityMetrics() {}

    static void of(Supplier<Optional<QualityLog.Run>> newest, MeterRegistry registry) {
        var metrics = new Metrics(registry, "quality");
        metrics.gauge(
                "run_time",
                "seconds",
                "When the data were last looked through, in seconds since 1970; unknown before the"
                        + " first time",
                () -> newest.get().map(it -> it.time().toEpochMilli() / 1e3).orElse(Double.NaN));
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
