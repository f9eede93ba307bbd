package lab.console.desk;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import lab.console.desk.DeskReport.Account;
import lab.console.desk.DeskReport.Difference;
import lab.console.desk.DeskReport.Execution;
import lab.console.desk.DeskReport.KillSwitch;
import lab.console.desk.DeskReport.Part;
import lab.console.desk.DeskReport.Presence;
import lab.console.desk.DeskReport.Verdict;
import lab.servicekit.Lately;
import lab.servicekit.Worker;
import lab.servicekit.http.ServiceAnswers;
import lab.servicekit.http.ServiceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps asking the paper desk how it is, so that no page has to wait for it.
 *
 * <p>An audit reads all the books: it is asked for by a thread of its own, while somebody looks,
 * and a minute apart at least.
 */
public final class DeskWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeskWatch.class);
    private static final Duration ASKS_EVERY = Duration.ofSeconds(2);
    private static final Duration LOOKS_EVERY = Duration.ofMillis(500);
    private static final Duration AUDIT_PATIENCE = Duration.ofMinutes(2);
    private static final Duration WANTED = Duration.ofMinutes(1);
    private static final Set<Integer> OK = Set.of(200);
    private static final Set<Integer> WELL_OR_ILL = Set.of(200, 503);

    /** How much of what happened is shown. */
    static final int EXECUTIONS_MAX = 300;

    static final Duration AUDIT_EVERY = Duration.ofMinutes(1);
    static final int DIFFERENCES_MAX = 5;

    private final Optional<ServiceAnswers> desk;
    private final Duration patience;
    private final InstantSource clock;
    private final EquityHistory equity = new EquityHistory();
    private final Worker asker = new Worker("console-desk", ASKS_EVERY, this::askOnce);
    private final Worker auditor = new Worker("console-desk-audit", ASKS_EVERY, this::auditOnce);
    private volatile DeskReport report;
    private volatile List<Execution> executions = List.of();
    private volatile Optional<Verdict> verdict = Optional.empty();
    private volatile Instant wanted = Instant.MIN;
    private final AtomicLong missed = new AtomicLong();
    private Instant audited = Instant.MIN;

    /** What the desk says of all accounts. */
    record Positions(List<Account> accounts, Optional<Instant> asOf) {
        Positions {
            accounts = List.copyOf(accounts);
        }
    }

    record Executions(List<Execution> rows) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Executions {
            rows = List.copyOf(rows);
        }
    }

    record Health(List<Part> parts) {
        Health {
            parts = List.copyOf(parts);
        }
    }

    /** What an audit says; a verdict that is left out is none. */
    record Audit(
            Boolean reconciled,
            Instant checkedAt,
            Long differencesTotal,
            List<Difference> differences) {
        Audit {
            differences = List.copyOf(differences);
        }
    }

    /**
     * Knows nothing yet.
     *
     * @param base of the desk's REST; without one there is no desk
     * @param patience how long one answer may take
     */
    public DeskWatch(Optional<URI> base, Duration patience, InstantSource clock) {
        this.desk = base.map(ServiceAnswers::new);
        this.patience = patience;
        this.clock = clock;
        this.report = desk.isPresent() ? DeskReport.asking() : DeskReport.none();
    }

    public void start() {
        if (desk.isPresent()) {
            asker.start();
            auditor.start();
        }
    }

    /** What is known now, for somebody who looks. */
    public DeskReport report() {
        wanted = clock.instant();
        return report.with(verdict);
    }

    /** The newest executions and refusals, oldest first. */
    public List<Execution> executions() {
        return executions;
    }

    public EquityHistory equity() {
        return equity;
    }

    /** How often the desk did not answer as it should. */
    public long missed() {
        return missed.get();
    }

    /** Asks once how the desk is. */
    void ask() throws InterruptedException {
        if (desk.isEmpty()) {
            return;
        }
        try {
            report = answered(desk.get());
        } catch (ServiceException e) {
            missed.incrementAndGet();
            if (report.presence() != Presence.AWAY) {
                log.atInfo().addKeyValue("reason", e.getMessage()).log("paper desk not there");
            }
            report = report.away(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            missed.incrementAndGet();
            log.atError().setCause(e).log("paper desk's answer not understood");
            report = report.away(e.toString());
        }
    }

    private DeskReport answered(ServiceAnswers answers)
            throws ServiceException, InterruptedException {
        Positions positions = answers.ask("/api/positions", Positions.class, OK, patience);
        Health health = answers.ask("/api/health", Health.class, WELL_OR_ILL, patience);
        KillSwitch killSwitch = answers.ask("/api/killswitch", KillSwitch.class, OK, patience);
        executions =
                answers.ask("/api/trades?limit=" + EXECUTIONS_MAX, Executions.class, OK, patience)
                        .rows();
        positions.asOf().ifPresent(asOf -> remember(positions.accounts(), asOf));
        return new DeskReport(
                Presence.THERE,
                Optional.empty(),
                Optional.of(clock.instant()),
                positions.asOf(),
                positions.accounts(),
                health.parts().stream().filter(part -> !part.state().equals("UP")).toList(),
                Optional.of(killSwitch),
                Optional.empty());
    }

    /** An account without funds yet has no equity worth a line. */
    private void remember(List<Account> accounts, Instant asOf) {
        accounts.stream()
                .filter(account -> account.startingBalance().compareTo(BigDecimal.ZERO) > 0)
                .forEach(account -> equity.add(account.account(), asOf, account.equity()));
    }

    /** Has the books audited, if somebody looks and the last audit is long enough ago. */
    void audit() throws InterruptedException {
        Instant now = clock.instant();
        if (desk.isEmpty()
                || report.presence() != Presence.THERE
                || wanted.equals(Instant.MIN)
                || wanted.isBefore(now.minus(WANTED))
                || Lately.isWithin(AUDIT_EVERY, audited, now)) {
            return;
        }
        try {
            Audit audit = desk.get().ask("/api/audit", Audit.class, OK, AUDIT_PATIENCE);
            verdict =
                    Optional.of(
                            new Verdict(
                                    audit.checkedAt(),
                                    Optional.of(audit.reconciled()),
                                    Optional.of(audit.differencesTotal()),
                                    audit.differences().stream().limit(DIFFERENCES_MAX).toList(),
                                    Optional.empty()));
        } catch (ServiceException e) {
            verdict = Optional.of(Verdict.unknown(clock.instant(), String.valueOf(e.getMessage())));
        } catch (RuntimeException | Error e) {
            log.atError().setCause(e).log("audit's answer not understood");
            verdict = Optional.of(Verdict.unknown(clock.instant(), e.toString()));
        } finally {
            audited = clock.instant();
        }
    }

    private Duration askOnce() throws InterruptedException {
        ask();
        return ASKS_EVERY;
    }

    private Duration auditOnce() throws InterruptedException {
        audit();
        return LOOKS_EVERY;
    }

    @Override
    public void close() {
        asker.closeNow(Duration.ZERO);
        auditor.closeNow(Duration.ZERO);
        desk.ifPresent(ServiceAnswers::close);
    }
}
