package lab.cli.past;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import lab.backtest.report.ExitRule;
import lab.backtest.report.Report;
import lab.backtest.report.ReportJson;
import lab.cli.client.ExitCode;
import lab.files.DurableFiles;
import picocli.CommandLine.Option;

/** How what came of a backtest is told, and when a script is to stop. */
final class ToldOptions {
    @Option(
            names = "--html",
            paramLabel = "FILE",
            description =
                    "write a page with charts, tables and trades, which needs nothing beside it")
    private Optional<Path> html = Optional.empty();

    @Option(
            names = "--exit-on",
            paramLabel = "RULE",
            description =
                    "exit with 1 if an account's figures are such, as \"sharpe < 0\"; what is unknown is"
                            + " too. May be given again")
    private List<String> exitOn = List.of();

    @Option(names = "--json", description = "as JSON; what is unknown is not there")
    private boolean json;

    boolean isPage() {
        return html.isPresent();
    }

    boolean isJson() {
        return json;
    }

    List<ExitRule> rules() {
        return exitOn.stream().map(ExitRule::parse).toList();
    }

    /** As JSON or in words, and as a page if one is wanted. */
    void tell(Record report, Supplier<String> page, Runnable inWords, PrintWriter out)
            throws IOException {
        if (html.isPresent()) {
            DurableFiles.write(html.get().toAbsolutePath(), page.get());
        }
        if (json) {
            out.println(ReportJson.write(ReportJson.tree(report)));
        } else {
            inWords.run();
            html.ifPresent(file -> out.printf("%nThe page: %s%n", file));
        }
    }

    /** Whether no account failed and no rule is met; what is not as wanted is said. */
    int exitCode(Report report, List<ExitRule> rules, PrintWriter err) {
        boolean isAsWanted = true;
        for (Report.Told told : report.accounts()) {
            told.performance()
                    .halted()
                    .ifPresent(halt ->
                            err.printf(
                                    "%s: halted at %s, %s%n",
                                    told.performance().account(), halt.time(), halt.reason()));
            isAsWanted &= told.performance().halted().isEmpty();
            for (ExitRule rule : rules) {
                if (rule.isMet(told.performance())) {
                    err.println(rule.told(told.performance()));
                    isAsWanted = false;
                }
            }
        }
        return isAsWanted ? ExitCode.DONE : ExitCode.FAILED;
    }
}
