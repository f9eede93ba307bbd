package lab.consensus.audit;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lab.consensus.audit.AuditReport.Compared;
import lab.consensus.audit.performance.AccountReport;
import lab.consensus.audit.tiers.AuditTables;
import lab.consensus.audit.tiers.HotBooks;

/**
 * Audits the books: reads every tier through its current snapshots, reckons by transfers alone what
 * executions and balances must be, and compares.
 *
 * <p>The tiers of a running lab are not of one moment: warm is as of its newest checkpoint, cold of
 * an older one, hot of now. What a slower tier has not come to yet is lag and no difference: an
 * account's executions come to a tier in the order of their numbers, so one is missing only if the
 * tier holds a later one of the account. Whatever is there must be the same everywhere. And as
 * tables change while they are read, what differs counts when it differs in several readings.
 */
public final class Audit {
    public static final int DIFFERENCES_MAX = 1_000;
    private static final int READINGS = 3;

    private final AuditTables tables;
    private final Supplier<Optional<HotBooks>> hot;
    private final InstantSource clock;
    private final Duration pause;

    /**
     * An audit of one environment.
     *
     * @param hot opens the hot tier, if its server runs
     * @param pause before what differs is read again
     */
    public Audit(
            AuditTables tables,
            Supplier<Optional<HotBooks>> hot,
            InstantSource clock,
            Duration pause) {
        this.tables = tables;
        this.hot = hot;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * Audits everything.
     *
     * @param asOf up to which event time; balances are of now, and then not compared
     */
    public AuditReport run(Optional<Instant> asOf) throws InterruptedException {
        return audit(asOf, /* withPerformance= */ true);
    }

    /** Only whether the books reconcile. */
    public AuditReport reconcile() throws InterruptedException {
        return audit(Optional.empty(), /* withPerformance= */ false);
    }

    private AuditReport audit(Optional<Instant> asOf, boolean withPerformance)
            throws InterruptedException {
        try (HotBooks books = asOf.isPresent() ? null : hot.get().orElse(null)) {
            Optional<HotBooks> read = Optional.ofNullable(books);
            Set<Difference> standing = new HashSet<>();
            for (int i = 1; ; i++) {
                try (Reading reading = Reading.of(tables, read)) {
                    List<Difference> differences = reading.differences(asOf);
                    if (i > 1) {
                        differences = differences.stream().filter(standing::contains).toList();
                    }
                    if (i == READINGS || differences.isEmpty()) {
                        return report(reading, differences, asOf, read, withPerformance);
                    }
                    standing = new HashSet<>(differences);
                }
                Thread.sleep(pause);
            }
        } catch (SQLException | IOException | RuntimeException e) {
            throw new AuditException("audit: the books must be readable, " + reason(e), e);
        }
    }

    private AuditReport report(
            Reading reading,
            List<Difference> differences,
            Optional<Instant> asOf,
            Optional<HotBooks> read,
            boolean withPerformance)
            throws SQLException, IOException {
        List<AccountReport> accounts =
                withPerformance ? Performance.of(reading, tables, asOf) : List.of();
        List<Compared> compared = reading.compared();
        return new AuditReport(
                differences.isEmpty(),
                clock.instant(),
                asOf,
                differences.size(),
                differences.stream().limit(DIFFERENCES_MAX).toList(),
                asOf.isPresent() ? List.of() : reading.lag(),
                compared,
                notes(compared, asOf, read),
                AuditReport.Totals.of(accounts),
                accounts);
    }

    private List<String> notes(
            List<Compared> compared, Optional<Instant> asOf, Optional<HotBooks> read) {
        List<String> notes = new ArrayList<>();
        if (asOf.isPresent()) {
            notes.add(
                    "as of "
                            + asOf.get()
                            + " by event time: the job's balances are of now, and were not compared");
        } else if (read.isEmpty()) {
            notes.add("hot: not compared, it is not running");
        }
        Set<String> there = compared.stream().map(Compared::table).collect(Collectors.toSet());
        for (String name : List.of("warm.%s.executions", "warm.%s.transfers", "warm.%s.balances")) {
            addIfMissing(name.formatted(tables.database()), there, notes);
        }
        if (tables.hasCold()) {
            addIfMissing("cold.%s.executions".formatted(tables.database()), there, notes);
        } else {
            notes.add(
                    "cold: a replay keeps no copy of what it reads; ./lab replay --verify compares it with what was lived");
        }
        if (read.isPresent()) {
            addIfMissing("hot.%s.executions".formatted(tables.database()), there, notes);
            addIfMissing("hot.%s.balances".formatted(tables.database()), there, notes);
        }
        return notes;
    }

    private static void addIfMissing(String table, Set<String> there, List<String> notes) {
        if (!there.contains(table)) {
            notes.add(table + ": there is none yet");
        }
    }

    private static String reason(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
    }
}
