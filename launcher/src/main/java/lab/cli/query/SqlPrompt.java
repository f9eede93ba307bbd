package lab.cli.query;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import lab.cli.answer.AnswerFormat;
import lab.cli.client.ExitCode;
import lab.launcher.directory.LabException;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Reads statements at a terminal, each until its semicolon, and shows their answers. */
final class SqlPrompt {
    private static final Path HISTORY =
            Path.of(System.getProperty("user.home"), ".tidemark_history");

    private final SqlSource source;
    private final AnswerFormat format;
    private final boolean follow;
    private final PrintWriter err;

    SqlPrompt(SqlSource source, AnswerFormat format, boolean follow, PrintWriter err) {
        this.source = source;
        this.format = format;
        this.follow = follow;
        this.err = err;
    }

    int run() throws IOException, InterruptedException {
        try (Terminal terminal = TerminalBuilder.builder().build()) {
            LineReader reader =
                    LineReaderBuilder.builder()
                            .terminal(terminal)
                            .variable(LineReader.HISTORY_FILE, HISTORY)
                            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                            .build();
            terminal.writer()
                    .println("Statements end with a semicolon; leave with exit or Ctrl-D.");
            loop(reader, terminal.writer());
        }
        return ExitCode.DONE;
    }

    private void loop(LineReader reader, PrintWriter out) throws InterruptedException {
        String pending = "";
        while (true) {
            try {
                String line = reader.readLine(pending.isBlank() ? "sql> " : "  -> ");
                if (pending.isBlank() && isExit(line)) {
                    return;
                }
                SqlStatements.Cut cut = SqlStatements.cut(pending + line + "\n");
                pending = cut.rest();
                for (String statement : cut.whole()) {
                    answer(statement, out);
                }
            } catch (UserInterruptException e) {
                pending = "";
            } catch (EndOfFileException e) {
                return;
            }
        }
    }

    private static boolean isExit(String line) {
        String word = line.strip().replace(";", "");
        return word.equalsIgnoreCase("exit") || word.equalsIgnoreCase("quit");
    }

    private void answer(String statement, PrintWriter out) throws InterruptedException {
        try {
            source.answer(statement, follow, format.to(out));
        } catch (LabException | IOException e) {
            err.println(LabException.reason(e));
        }
    }
}
