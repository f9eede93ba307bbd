package lab.cli.query;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import lab.launcher.query.AnswerSink;
import lab.launcher.query.Column;
import org.jspecify.annotations.Nullable;

/** Ends an answer whose reader has gone, as {@code head} does once it has enough. */
record UntilClosed(AnswerSink sink, PrintWriter out, boolean follow) implements AnswerSink {

    @Override
    public void head(List<Column> columns, Kind kind) throws IOException {
        sink.head(columns, kind);
    }

    @Override
    public void row(String change, List<@Nullable Object> values) throws IOException {
        sink.row(change, values);
        if (follow && out.checkError()) {
            throw new IOException("standard output: it must be open, its reader has gone");
        }
    }

    @Override
    public void end() throws IOException {
        sink.end();
    }
}
