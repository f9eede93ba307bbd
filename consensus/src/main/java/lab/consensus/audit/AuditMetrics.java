package lab.consensus.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import lab.servicekit.Metrics;

/** The names of what the audit measures. */
final class AuditMetrics {
    private final Timer took;
    private final Counter failures;
    private volatile Optional<Long> differences = Optional.empty();
    private volatile Optional<Instant> lookedAt = Optional.empty();

    AuditMetrics(Metrics metrics, InstantSource clock) {
        metrics.gauge(
                "ledger",
                "imbalance",
                "Differences that the last audit found in the books; must be 0, unknown before the first",
                () -> differences.map(Long::doubleValue).orElse(Double.NaN));
        metrics.gauge(
                "audit_age",
                "seconds",
                "How long ago the books were last audited",
                () ->
                        lookedAt.map(at -> Duration.between(at, clock.instant()).toMillis() / 1e3)
                                .orElse(Double.NaN));
        took = metrics.timer("audit_run", "How long an audit takes");
        failures = metrics.counter("audit_failures", "Audits that could not read the books");
    }

    void looked(AuditReport report, Duration duration) {
        differences = Optional.of(report.differencesTotal());
        lookedAt = Optional.of(report.checkedAt());
        took.record(duration);
    }

    /** What was known of the books is no longer. */
    void failed() {
        differences = Optional.empty();
        failures.increment();
    }
}
