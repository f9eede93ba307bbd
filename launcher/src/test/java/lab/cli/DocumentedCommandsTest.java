package lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import lab.launcher.operation.Repository;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** What documents, messages and pages tell people to type is what the command line takes. */
class DocumentedCommandsTest {
    /** The script runs these by itself. */
    private static final Set<String> OF_SCRIPT = Set.of("test", "bench");

    private static final Pattern NAMED =
            Pattern.compile("\\./lab (?!does\\b)([a-z][a-z-]*)((?: --[a-z-]+)*)");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");

    @Test
    void each_command_that_a_document_shows_is_one_that_can_be_typed() throws IOException {
        List<String> wrong = new ArrayList<>();
        int shown = 0;
        for (Path file : documents()) {
            for (DocumentedCommands.Shown command : DocumentedCommands.of(Files.readString(file))) {
                shown++;
                problem(command)
                        .ifPresent(problem ->
                                wrong.add(
                                        "%s: ./lab %s: %s"
                                                .formatted(
                                                        Repository.ROOT.relativize(file),
                                                        String.join(" ", command.words()),
                                                        problem)));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(shown).isGreaterThan(100);
    }

    @Test
    void each_command_that_a_message_a_page_or_a_rule_names_is_there() throws IOException {
        List<String> wrong = new ArrayList<>();
        int named = 0;
        for (Path file : naming()) {
            var names = NAMED.matcher(Files.readString(file));
            while (names.find()) {
                named++;
                String problem = missing(names.group(1), names.group(2));
                if (!problem.isEmpty()) {
                    wrong.add(
                            "%s: %s: %s"
                                    .formatted(
                                            Repository.ROOT.relativize(file),
                                            names.group(),
                                            problem));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(named).isGreaterThan(100);
    }

    @Test
    void a_command_that_is_not_there_is_found_out() {
        String document =
                """
                Type `./lab dwon`, or `./lab up
                --feeed none`; `./lab replay --speed` is how fast.

                    ./lab sql -e "SELECT 1" \\
                      --fromat csv    # as a file
                    ./lab signals
                    LAB_REHEARSE=no ./lab up --speed fast && ./lab status [--json]

                ```
                $ ./lab bench --only nothing --quicker
                ./lab status  how far everything is
                ```

                ```sh
                ./lab down
                ```
                """;
        assertThat(DocumentedCommands.of(document))
                .extracting(command -> problem(command).isPresent())
                .containsExactly(true, false, true, true, true, false, true, true, false);
    }

    private static Optional<String> problem(DocumentedCommands.Shown command) {
        List<String> words = command.words();
        if (!words.isEmpty() && OF_SCRIPT.contains(words.getFirst())) {
            return Optional.of(missing(words.getFirst(), String.join(" ", words)))
                    .filter(problem -> !problem.isEmpty());
        }
        try {
            commandLine().parseArgs(words.toArray(String[]::new));
            return Optional.empty();
        } catch (MissingParameterException e) {
            return command.isMention()
                    ? Optional.empty()
                    : Optional.of(String.valueOf(e.getMessage()));
        } catch (ParameterException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** What of a command and its options is not there. */
    private static String missing(String name, String options) {
        CommandLine command = commandLine().getSubcommands().get(name);
        if (command == null) {
            return "no such command";
        }
        Set<String> wanted = new TreeSet<>();
        OPTION.matcher(options).results().forEach(option -> wanted.add(option.group()));
        command.getCommandSpec().optionsMap().keySet().forEach(wanted::remove);
        if (OF_SCRIPT.contains(name)) {
            wanted.removeIf(option -> scripts().contains(option + " "));
        }
        return wanted.isEmpty() ? "" : "no option " + wanted;
    }

    private static String scripts() {
        try {
            return Repository.text(".ci/usage.txt") + Repository.text("benchmarks/usage.txt");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Decisions are left as they were made, and name what came of them or did not. */
    private static List<Path> documents() throws IOException {
        return Repository.sources(".md").stream()
                .filter(file -> !file.startsWith(Repository.ROOT.resolve("docs/adr")))
                .toList();
    }

    private static List<Path> naming() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String ending : List.of(".java", ".yml", ".json", ".js", ".html", ".sql", ".py")) {
            Repository.sources(ending).stream()
                    .filter(file -> !file.toString().contains("/src/test/"))
                    .forEach(files::add);
        }
        files.add(Repository.ROOT.resolve(".env.example"));
        return files;
    }

    private static CommandLine commandLine() {
        var nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new LabCommandLine(InstantSource.system(), nowhere, nowhere).commands();
    }
}
