package lab.cli.answer;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import lab.launcher.query.AnswerSink;
import lab.launcher.query.Column;
import lab.servicekit.http.Json;
import org.jspecify.annotations.Nullable;

/** An answer as CSV: null is an empty field, an empty text a pair of quotes. */
final class CsvAnswer implements AnswerSink {
    private final PrintWriter out;
    private Kind kind = Kind.ROWS;

    CsvAnswer(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void head(List<Column> columns, Kind kind) {
        this.kind = kind;
        List<@Nullable Object> names = new ArrayList<>();
        if (kind == Kind.CHANGES) {
            names.add("change");
        }
        columns.forEach(column -> names.add(column.name()));
        line(names);
    }

    @Override
    public void row(String change, List<@Nullable Object> values) {
        if (kind == Kind.CHANGES) {
            values.addFirst(change);
        }
        line(values);
    }

    private void line(List<@Nullable Object> values) {
        out.print(values.stream().map(CsvAnswer::field).collect(Collectors.joining(",")) + "\n");
        if (kind == Kind.CHANGES) {
            out.flush();
        }
    }

    static String field(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text =
                value instanceof List || value instanceof java.util.Map
                        ? Json.write(value)
                        : value.toString();
        boolean isQuoted =
                text.isEmpty()
                        || text.chars()
                                .anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return isQuoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    @Override
    public void end() {
        out.flush();
    }
}
