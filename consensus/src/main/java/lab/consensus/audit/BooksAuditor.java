package lab.consensus.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import lab.consensus.audit.performance.AccountReport;
import lab.consensus.audit.performance.Luck;
import lab.servicekit.Lately;
import lab.servicekit.Metrics;
import lab.servicekit.Worker;
import lab.servicekit.http.ProblemException;
import lab.servicekit.http.RequestView;
import lab.servicekit.http.Router;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Audits the books at every start and every few minutes, shows the outcome as a metric, and answers
 * {@code GET /api/audit}.
 */
public final class BooksAuditor implements Router.Routes, AutoCloseable {
    public static final Duration EVERY = Duration.ofMinutes(5);

    private static final Logger log = LoggerFactory.getLogger(BooksAuditor.class);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(10);
    private static final Duration WAITS_AT_MOST = Duration.ofSeconds(30);

    /** How the accounts did is looked at again after so many times as long as it took. */
    private static final int PERFORMANCE_SHARE = 60;

    private static final Duration STOPS_WITHIN = Duration.ofSeconds(5);

    private final Audit audit;
    private final InstantSource clock;
    private final Duration every;
    private final AuditMetrics metrics;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final Worker worker;
    private volatile Map<String, Luck> luck = Map.of();
    private volatile Instant performedAt = Instant.MIN;
    private volatile Duration performsEvery = Duration.ZERO;

    /**
     * @param every how often it looks by itself
     */
    public BooksAuditor(Audit audit, InstantSource clock, Duration every, Metrics metrics) {
        this.audit = audit;
        this.clock = clock;
        this.every = every;
        this.metrics = new AuditMetrics(metrics, clock);
        this.worker = new Worker("books-auditor", AGAIN_AFTER, this::once);
    }

    public void start() {
        worker.start();
    }

    @Override
    public void addTo(Router router) {
        router.json("/api/audit", this::answer);
    }

    private AuditReport answer(RequestView request) {
        Optional<Instant> asOf = request.time("as_of");
        Optional<String> account = request.parameter("account");
        AuditReport report = audited(asOf);
        return account.isPresent() ? of(account.get(), report) : report;
    }

    private static AuditReport of(String account, AuditReport report) {
        if (report.accounts().stream().noneMatch(it -> it.account().equals(account))) {
            throw ProblemException.notFound("account: must be one of the books, was " + account);
        }
        return report.of(account);
    }

    private AuditReport audited(Optional<Instant> asOf) {
        try {
            if (!oneAtATime.tryLock(WAITS_AT_MOST.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ProblemException.unavailable("audit: one at a time, another is under way");
            }
            try {
                return look(asOf);
            } finally {
                oneAtATime.unlock();
            }
        } catch (AuditException e) {
            throw ProblemException.unavailable(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("audit: the service is closing");
        }
    }

    private AuditReport look(Optional<Instant> asOf) throws InterruptedException {
        Instant begin = clock.instant();
        long begun = System.nanoTime();
        AuditReport report = audit.run(asOf);
        if (asOf.isEmpty()) {
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            metrics.looked(report, took);
            luck =
                    report.accounts().stream()
                            .collect(
                                    Collectors.toUnmodifiableMap(
                                            AccountReport::account, AccountReport::luck));
            performsEvery = took.multipliedBy(PERFORMANCE_SHARE);
            performedAt = begin;
        }
        return report;
    }

    private AuditReport reconciled() throws InterruptedException {
        long begun = System.nanoTime();
        AuditReport report = audit.reconcile();
        metrics.looked(report, Duration.ofNanos(System.nanoTime() - begun));
        return report;
    }

    /** Whether each account's lead or lag could be luck, by the last look at how it did. */
    public Map<String, Luck> luck() {
        return luck;
    }

    private Duration once() throws InterruptedException {
        return step() ? every : AGAIN_AFTER;
    }

    /** Looks once; says whether the books could be read. */
    boolean step() throws InterruptedException {
        oneAtATime.lockInterruptibly();
        try {
            AuditReport report =
                    Lately.isWithin(performsEvery, performedAt, clock.instant())
                            ? reconciled()
                            : look(Optional.empty());
            if (!report.reconciled()) {
                log.atError()
                        .addKeyValue("differences", report.differencesTotal())
                        .addKeyValue("first", report.differences().getFirst())
                        .log("books do not reconcile");
            }
            return true;
        } catch (AuditException e) {
            metrics.failed();
            log.atWarn().addKeyValue("reason", e.getMessage()).log("books not audited");
            return false;
        } catch (RuntimeException | Error e) {
            // Out of a reader of the tiers: the next look comes all the same
            metrics.failed();
            log.atError().setCause(e).log("books not audited");
            return false;
        } finally {
            oneAtATime.unlock();
        }
    }

    @Override
    public void close() {
        if (!worker.close(STOPS_WITHIN)) {
            log.warn("auditor did not stop in time limit={}", STOPS_WITHIN);
        }
    }
}
