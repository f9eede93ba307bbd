package lab.cli.query;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.cli.answer.AnswerFormat;
import lab.cli.client.ExitCode;
import lab.cli.client.LabClient;
import lab.cli.client.RunningLab;
import lab.cli.client.Where;
import lab.launcher.directory.LabException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** SQL over the three tiers. */
@Command(
        name = "sql",
        mixinStandardHelpOptions = true,
        description = {
            "Runs Flink SQL over the three tiers (catalogs hot, warm and cold) and the marts made of"
                    + " them (catalog marts) of a running or a stopped lab. Database crypto is the live"
                    + " market, a replay's has its name. A SELECT ends with what is stored; with --follow"
                    + " it goes on. Without -e or -f it reads statements from a prompt, or from standard"
                    + " input.",
            "",
            "Times are UTC. In csv and json they are ISO-8601, decimals are plain digits (text in"
                    + " json), bytes base64."
        })
public final class SqlCommand implements Callable<Integer> {
    private static final class Given {
        @Option(
                names = {"-e", "--execute"},
                paramLabel = "STATEMENT",
                description = "the statements to run, with semicolons between")
        private Optional<String> statement = Optional.empty();

        @Option(
                names = {"-f", "--file"},
                paramLabel = "FILE",
                description = "a file of statements to run")
        private Optional<Path> file = Optional.empty();
    }

    @Mixin private Where where = new Where();

    @ArgGroup(exclusive = true)
    private Given given = new Given();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}, in lower case (default: table)")
    private AnswerFormat format = AnswerFormat.TABLE;

    @Option(names = "--follow", description = "go on with what is still to come")
    private boolean follow;

    @Option(
            names = "--branch",
            paramLabel = "NAME",
            description =
                    "read and write the cold tier at this branch of its tables, such as try: what is"
                            + " written there changes nothing else, and goes a week after the last"
                            + " of it. A table without it is read as it is")
    private Optional<String> branch = Optional.empty();

    private final PrintWriter out;
    private final PrintWriter err;

    public SqlCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws LabException, IOException, InterruptedException {
        Optional<List<String>> statements = statements();
        try (SqlSource source = source()) {
            if (statements.isEmpty()) {
                return new SqlPrompt(source, format, follow, err).run();
            }
            for (String statement : statements.get()) {
                source.answer(statement, follow, new UntilClosed(format.to(out), out, follow));
            }
            return ExitCode.DONE;
        }
    }

    private SqlSource source() throws LabException {
        Optional<RunningLab> running = where.runningOrReplay();
        return running.isPresent()
                ? new RunningSql(new LabClient(running.get()), branch)
                : StoppedSql.open(where.data(), branch);
    }

    /** What to run, or nothing if it is to be asked for. */
    private Optional<List<String>> statements() throws LabException {
        if (given.statement.isPresent()) {
            return Optional.of(cut(given.statement.get()));
        }
        if (given.file.isPresent()) {
            return Optional.of(cut(read(given.file.get())));
        }
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
                ? Optional.empty()
                : Optional.of(cut(readStandardInput()));
    }

    private static List<String> cut(String text) throws LabException {
        List<String> statements = SqlStatements.cut(text).all();
        if (statements.isEmpty()) {
            throw new LabException("sql: there must be a statement, was none");
        }
        return statements;
    }

    private static String read(Path file) throws LabException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new LabException(
                    "sql file %s: it must be readable, %s".formatted(file, LabException.reason(e)),
                    e);
        }
    }

    private static String readStandardInput() throws LabException {
        try {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new LabException("sql: standard input must be readable, " + e.getMessage(), e);
        }
    }

    /** A lab in another process. */
    private record RunningSql(LabClient client, Optional<String> branch) implements SqlSource {
        @Override
        public void answer(String statement, boolean follow, lab.launcher.query.AnswerSink sink)
                throws LabException, IOException, InterruptedException {
            client.sql(statement, follow, branch, sink);
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
