package lab.quality;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import lab.quality.QualityReport.Found;
import lab.quality.QualityReport.Looked;

/** A report for people: what was found, errors first, then what was looked for, and the verdict. */
public record QualityText(QualityReport report) {
    private static final int FINDINGS_SHOWN_MAX = 50;

    public void print(PrintWriter out) {
        List<Found> shown = report.findings().stream().limit(FINDINGS_SHOWN_MAX).toList();
        shown.forEach(it -> print(it, out));
        if (report.findingsTotal() > shown.size()) {
            out.printf(
                    "… and %d more; --json and --html show them%n",
                    report.findingsTotal() - shown.size());
        }
        if (!shown.isEmpty()) {
            out.println();
        }
        report.tables()
                .forEach(table ->
                        out.printf(
                                "%-24s %,12d rows, snapshot %s%n",
                                table.table(), table.rows(), table.snapshot()));
        report.notes().forEach(out::println);
        out.printf("looked for: %s%n", names(report.rules()));
        out.println(verdict(report));
    }

    private static void print(Found found, PrintWriter out) {
        out.printf(
                "%-7s  %-14s  %s  %s%n",
                found.severity().word(), found.rule(), window(found), where(found));
        out.printf("         %s (%,d)%n", found.what(), found.count());
        found.examples().forEach(it -> out.printf("           %s%n", it));
    }

    private static String names(List<Looked> rules) {
        return rules.stream().map(Looked::rule).collect(Collectors.joining(", "));
    }

    static String where(Found found) {
        return found.pair().map(pair -> pair + " in ").orElse("") + found.table();
    }

    static String window(Found found) {
        return found.from().equals(found.to())
                ? second(found.from())
                : second(found.from()) + " to " + second(found.to());
    }

    private static String second(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String verdict(QualityReport report) {
        long errors =
                report.rules().stream()
                        .filter(it -> it.severity() == Severity.ERROR)
                        .mapToLong(Looked::findings)
                        .sum();
        long warnings = report.findingsTotal() - errors;
        if (report.findingsTotal() == 0) {
            return "sound: nothing was found";
        }
        return report.sound()
                ? "sound: no errors, %d warnings".formatted(warnings)
                : "NOT SOUND: %d errors, %d warnings".formatted(errors, warnings);
    }
}
