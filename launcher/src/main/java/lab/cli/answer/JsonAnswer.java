package lab.cli.answer;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lab.launcher.query.AnswerSink;
import lab.launcher.query.Column;
import lab.servicekit.http.Json;
import org.jspecify.annotations.Nullable;

/** An answer as JSON. */
final class JsonAnswer implements AnswerSink {
    private final PrintWriter out;
    private List<Column> columns = List.of();
    private Kind kind = Kind.ROWS;
    private long rows;

    JsonAnswer(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void head(List<Column> columns, Kind kind) {
        this.columns = columns;
        this.kind = kind;
        if (kind != Kind.CHANGES) {
            out.print("[");
        }
    }

    @Override
    public void row(String change, List<@Nullable Object> values) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        if (kind == Kind.CHANGES) {
            object.put("change", change);
        }
        for (int i = 0; i < values.size(); i++) {
            object.put(columns.get(i).name(), values.get(i));
        }
        if (kind == Kind.CHANGES) {
            out.print(line(object) + "\n");
            out.flush();
        } else {
            out.print((rows == 0 ? "\n" : ",\n") + line(object));
        }
        rows++;
    }

    /** A null stays in the object, unlike in the lab's REST: a row has all its columns. */
    private static String line(Map<String, @Nullable Object> object) {
        try {
            return PLAIN.writeValueAsString(object);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("json: a row must be writable", e);
        }
    }

    private static final com.fasterxml.jackson.databind.json.JsonMapper PLAIN =
            Json.mapper()
                    .rebuild()
                    .defaultPropertyInclusion(
                            com.fasterxml.jackson.annotation.JsonInclude.Value.empty())
                    .build();

    @Override
    public void end() {
        if (kind != Kind.CHANGES) {
            out.print(rows == 0 ? "]\n" : "\n]\n");
        }
        out.flush();
    }
}
