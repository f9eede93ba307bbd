package lab.cli.watch;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.cli.client.NotRunning;
import lab.cli.client.Where;
import lab.consensus.audit.AuditReport;
import lab.domain.EventTime;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.query.LabBooks;
import lab.servicekit.http.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether the books are right, and how the accounts did. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Recomputes the books of a running or a stopped lab from their transfers alone,"
                    + " compares them with what the clearing house says in all three tiers, names every"
                    + " difference, and says how each account did and what buy and hold would have come"
                    + " to.",
            "Exit code: 0 if the books reconcile, 1 if they do not or cannot be read."
        })
public final class AuditCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    @Option(
            names = "--account",
            paramLabel = "A",
            description = "the figures of this account alone; the verdict is of all the books")
    private Optional<String> account = Optional.empty();

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description =
                    "by event time, such as 2026-01-05T12:00:00Z: executions and transfers up to"
                            + " then; the balances of the clearing house are of now, and not compared")
    private Optional<String> asOf = Optional.empty();

    private final InstantSource clock;
    private final PrintWriter out;

    public AuditCommand(InstantSource clock, PrintWriter out) {
        this.clock = clock;
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        Optional<Instant> until = asOf.map(text -> EventTime.parse("--as-of", text));
        AuditReport report = narrowed(audited(until));
        if (json) {
            out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
        } else {
            new AuditPage(report).print(out);
        }
        return report.reconciled() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private AuditReport audited(Optional<Instant> until) throws LabException, InterruptedException {
        DataDir data = where.data();
        if (!data.exists()) {
            throw NotRunning.neverWas(data);
        }
        Optional<Ports> running = where.running().map(lab -> new Ports(lab.control().portOffset()));
        try (LabBooks books = LabBooks.open(data, running, clock)) {
            return books.audit(until);
        }
    }

    private AuditReport narrowed(AuditReport report) throws LabException {
        if (account.isEmpty()) {
            return report;
        }
        AuditReport one = report.of(account.get());
        if (one.accounts().isEmpty()) {
            throw new LabException(
                    "account %s: it must be one of the books, is none".formatted(account.get()));
        }
        return one;
    }
}
