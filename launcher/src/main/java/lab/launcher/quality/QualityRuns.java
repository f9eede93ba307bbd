package lab.launcher.quality;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import lab.console.PipelineStatus;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Settings;
import lab.launcher.service.ServiceContext;
import lab.quality.QualityException;
import lab.quality.QualityLog;
import lab.servicekit.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through the data once a day, and knows what the newest look found, whoever looked: this
 * lab, one before it, or {@code ./lab quality}.
 */
public final class QualityRuns
        implements Supplier<Optional<PipelineStatus.Quality>>, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(QualityRuns.class);
    private static final Duration BETWEEN_GLANCES = Duration.ofSeconds(10);
    private static final Duration RETRY_WAIT = Duration.ofSeconds(10);

    /** A look that failed would cost as much again. */
    private static final Duration AGAIN_AFTER = Duration.ofHours(1);

    private static final Duration CLOSES_WITHIN = Duration.ofMillis(500);

    private final Look look;
    private final QualitySettings settings;
    private final Supplier<Optional<Instant>> newestEvent;
    private final InstantSource clock;
    private final Worker worker;
    private final Instant notBefore;
    private OptionalLong seen = OptionalLong.empty();
    private Instant failedAt = Instant.MIN;
    private volatile Optional<QualityLog.Run> newest = Optional.empty();
    private volatile Optional<String> trouble = Optional.empty();
    private volatile Optional<Instant> cutShort = Optional.empty();
    private boolean isFirstStep = true;

    /** A look through the data, and what is noted of those before it. */
    interface Look extends AutoCloseable {
        /** Looks and notes; empty if there is nothing yet to note it in. */
        Optional<QualityLog.Run> look(Instant from) throws IOException;

        /** Changes with each look that is noted. */
        OptionalLong version() throws IOException;

        Optional<QualityLog.Run> newest() throws IOException;

        /** When one was under way that began and did not end, if that was the last. */
        Optional<Instant> cutShort() throws IOException;

        @Override
        void close() throws IOException;
    }

    QualityRuns(
            Look look,
            QualitySettings settings,
            Supplier<Optional<Instant>> newestEvent,
            InstantSource clock,
            MeterRegistry registry) {
        this.look = look;
        this.settings = settings;
        this.newestEvent = newestEvent;
        this.clock = clock;
        this.notBefore = clock.instant().plus(settings.after());
        this.worker = new Worker("quality", RETRY_WAIT, this::step);
        QualityMetrics.of(() -> newest, this::overdue, () -> cutShort.isPresent(), registry);
    }

    /**
     * Of a lab whose settings the context has.
     *
     * @param newestEvent of the market, from which is looked back
     */
    public static QualityRuns of(ServiceContext context, Supplier<Optional<Instant>> newestEvent)
            throws LabException {
        return new QualityRuns(
                new DataLook(
                        context.tiers(), context.environment().own().quality(), context.clock()),
                Settings.read(context.settings(), "quality", QualitySettings.class),
                newestEvent,
                context.clock(),
                context.registry());
    }

    public void start() {
        worker.start();
    }

    /** What the newest look found. */
    @Override
    public Optional<PipelineStatus.Quality> get() {
        Optional<QualityLog.Run> run = newest;
        Optional<String> reason = trouble.or(worker::trouble).or(this::toldCutShort);
        if (run.isEmpty() && reason.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new PipelineStatus.Quality(
                        run.map(QualityLog.Run::time),
                        run.flatMap(QualityLog.Run::from),
                        run.flatMap(QualityLog.Run::to),
                        run.map(QualityLog.Run::errors).orElse(0L),
                        run.map(QualityLog.Run::warnings).orElse(0L),
                        run.map(QualityLog.Run::byRule).orElse(Map.of()),
                        reason));
    }

    private Optional<String> toldCutShort() {
        return cutShort.map(
                "the look that was under way at %s was cut short; it comes again"::formatted);
    }

    /** Learns of looks that others made, and looks if it is time. */
    Duration step() throws IOException {
        if (isFirstStep) {
            cutShort = look.cutShort();
            isFirstStep = false;
        }
        OptionalLong version = look.version();
        if (!version.equals(seen)) {
            newest = look.newest();
            seen = version;
        }
        Instant now = clock.instant();
        Optional<Instant> market = newestEvent.get();
        if (market.isPresent() && isDue(now)) {
            run(market.get().minus(settings.over()), now);
        }
        return BETWEEN_GLANCES;
    }

    private boolean isDue(Instant now) {
        boolean hasFailed = !failedAt.equals(Instant.MIN);
        if (hasFailed && now.isBefore(failedAt.plus(AGAIN_AFTER))) {
            return false;
        }
        return !settings.every().isZero() && !now.isBefore(dueAt());
    }

    private Instant dueAt() {
        // One over some past window only is no look at what is new
        return newest.filter(it -> it.to().isEmpty())
                .map(it -> it.time().plus(settings.every()))
                .filter(it -> it.isAfter(notBefore))
                .orElse(notBefore);
    }

    private Duration overdue() {
        Duration since = Duration.between(dueAt(), clock.instant());
        boolean isWanted = !settings.every().isZero() && newestEvent.get().isPresent();
        return isWanted && since.isPositive() ? since : Duration.ZERO;
    }

    private void run(Instant from, Instant now) {
        long begun = System.nanoTime();
        try {
            Optional<QualityLog.Run> run = look.look(from);
            failedAt = run.isPresent() ? Instant.MIN : now;
            trouble =
                    run.isPresent()
                            ? Optional.empty()
                            : Optional.of("its tables are not there yet");
            run.ifPresent(it -> {
                newest = run;
                cutShort = Optional.empty();
                log.info(
                        "data looked through errors={} warnings={} rules={} took_ms={}",
                        it.errors(),
                        it.warnings(),
                        it.byRule(),
                        Duration.ofNanos(System.nanoTime() - begun).toMillis());
            });
            seen = look.version();
        } catch (QualityException | IOException e) {
            failedAt = now;
            trouble = Optional.of(LabException.reason(e));
            log.warn("data not looked through", e);
        }
    }

    @Override
    public void close() {
        if (worker.closeNow(CLOSES_WITHIN)) {
            closeLook();
        }
    }

    private void closeLook() {
        try {
            look.close();
        } catch (IOException e) {
            log.warn("tables not closed", e);
        }
    }
}
