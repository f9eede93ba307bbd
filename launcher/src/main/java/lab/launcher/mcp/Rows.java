package lab.launcher.mcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import lab.launcher.query.AnswerSink;
import lab.launcher.query.Column;
import lab.servicekit.http.Json;
import org.jspecify.annotations.Nullable;

/** The first rows of an answer; what is more is not read. */
final class Rows implements AnswerSink {
    private final int rowsMax;
    private final ObjectNode json = Json.mapper().createObjectNode();
    private final ArrayNode columns = json.putArray("columns");
    private final ArrayNode rows = json.putArray("rows");

    Rows(int rowsMax) {
        this.rowsMax = rowsMax;
    }

    @Override
    public void head(List<Column> head, Kind kind) {
        head.forEach(column ->
                columns.addObject().put("name", column.name()).put("type", column.type()));
    }

    @Override
    public void row(String change, List<@Nullable Object> values) throws IOException {
        if (rows.size() >= rowsMax) {
            json.put("more", true);
            throw new EnoughException();
        }
        rows.add(Json.mapper().valueToTree(values));
    }

    @Override
    public void end() {
        json.put("more", false);
    }

    String text() {
        return json.toString();
    }
}
