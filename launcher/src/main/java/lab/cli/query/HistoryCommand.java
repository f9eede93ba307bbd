package lab.cli.query;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.cli.client.NotRunning;
import lab.cli.client.Where;
import lab.launcher.directory.LabException;
import lab.launcher.tables.TableHistory;
import lab.launcher.tables.Tiers;
import lab.servicekit.http.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How a table came to be what it is. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = {
            "The snapshots of a table of the warm or the cold tier, newest last: id, time, operation,"
                    + " rows added, rows in all, schema. No lab has to run.",
            "Below them its tags and branches; the cold tier's tables get a tag a day.",
            "A snapshot's id and times between two of them can be read in SQL; see"
                    + " docs/how-to/time-travel.md. Old snapshots go as the lab tidies up."
        })
public final class HistoryCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();

    @Parameters(
            paramLabel = "TABLE",
            description =
                    "such as cold.trades, cold.crypto.trades, or trades where one tier has it alone")
    private String table = "";

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "20",
            description = "how many of the newest (default: 20)")
    private int last = 20;

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    private final PrintWriter out;

    public HistoryCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, IOException {
        if (!where.data().exists()) {
            throw NotRunning.neverWas(where.data());
        }
        if (last < 1) {
            throw new IllegalArgumentException("--last: it must be at least 1, was " + last);
        }
        TableHistory.Versions all =
                new TableHistory(Tiers.of(where.data(), where.ports())).of(table);
        List<TableHistory.Version> versions = all.versions();
        List<TableHistory.Version> newest =
                versions.subList(Math.max(0, versions.size() - last), versions.size());
        if (json) {
            out.println(
                    Json.mapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(
                                    new TableHistory.Versions(
                                            all.table(), all.format(), newest, all.named())));
            return ExitCode.DONE;
        }
        out.printf("%s (%s), %d snapshots%n", all.table(), all.format(), versions.size());
        out.printf(
                "%-20s %-24s %-10s %12s %14s %7s%n",
                "id", "time", "operation", "rows added", "rows", "schema");
        newest.forEach(this::print);
        if (!all.named().isEmpty()) {
            out.printf("%n%-20s %-24s %-10s %s%n", "id", "time", "kind", "name");
            all.named().forEach(this::print);
        }
        return ExitCode.DONE;
    }

    private void print(TableHistory.Version version) {
        out.printf(
                "%-20d %-24s %-10s %12s %14s %7d%n",
                version.id(),
                version.time(),
                version.operation(),
                told(version.rowsAdded()),
                told(version.rows()),
                version.schema());
    }

    private void print(TableHistory.Named named) {
        out.printf(
                "%-20s %-24s %-10s %s%n",
                told(named.id()),
                named.time().map(Object::toString).orElse("-"),
                named.kind(),
                named.name());
    }

    private static String told(Optional<Long> number) {
        return number.map(String::valueOf).orElse("-");
    }
}
