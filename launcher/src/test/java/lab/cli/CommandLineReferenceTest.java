package lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import lab.launcher.operation.Repository;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * {@code docs/reference/command-line.md} is made from the commands. Run this with {@code
 * -Dgolden.update=true} after a change, and read the difference.
 */
class CommandLineReferenceTest {
    private static final Path FILE = Repository.ROOT.resolve("docs/reference/command-line.md");

    @Test
    void the_reference_says_what_the_commands_say() throws IOException {
        String made = page();
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(FILE, made);
        }
        assertThat(made).isEqualTo(Files.readString(FILE));
    }

    private static String page() {
        var nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        CommandLine commands =
                new LabCommandLine(InstantSource.system(), nowhere, nowhere).commands();
        var page =
                new StringBuilder(
                        """
                        # The command line

                        All commands of `./lab` with all their options. Made from the commands themselves by a test
                        (`CommandLineReferenceTest`), which fails where the two differ. `./lab COMMAND --help` says the same.

                        Exit codes: 0 only if it did what was asked, 1 if that failed, 2 for what cannot be typed, 3 if no
                        lab runs. `./lab test` and `./lab bench` are run by the script; `--help` shows what they take.
                        """);
        commands.getSubcommands().values().stream()
                .distinct()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .forEach(command -> add(page, command.getCommandSpec(), 2));
        return page.toString();
    }

    private static void add(StringBuilder page, CommandSpec command, int level) {
        page.append(
                "%n%s `%s`%n%n"
                        .formatted(
                                "#".repeat(level),
                                command.qualifiedName().replaceFirst("^lab", "./lab")));
        for (String line : command.usageMessage().description()) {
            page.append(wrapped(escaped(line))).append('\n');
        }
        boolean isFirst = true;
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            isFirst = row(page, parameter.paramLabel(), parameter, isFirst);
        }
        for (OptionSpec option : command.options()) {
            if (!option.hidden() && !option.usageHelp() && !option.versionHelp()) {
                String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
                isFirst = row(page, String.join(", ", option.names()) + label, option, isFirst);
            }
        }
        command.subcommands().values().stream()
                .distinct()
                .filter(each -> !each.getCommandSpec().usageMessage().hidden())
                .forEach(each -> add(page, each.getCommandSpec(), level + 1));
    }

    /** With the head of the table, if it is the first. */
    private static boolean row(StringBuilder page, String names, ArgSpec of, boolean isFirst) {
        if (isFirst) {
            page.append("\n| | |\n|---|---|\n");
        }
        page.append(
                "| `%s` | %s |%n"
                        .formatted(escaped(names), escaped(String.join(" ", of.description()))));
        return false;
    }

    private static String wrapped(String text) {
        return text.replaceAll("(.{1,120})(?: +|$)", "$1\n").stripTrailing();
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("%n", " ").replace("%%", "%");
    }
}
