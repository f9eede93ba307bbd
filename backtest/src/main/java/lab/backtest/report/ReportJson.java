package lab.backtest.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import lab.domain.Pair;
import lab.servicekit.http.Json;

/** A report as JSON. What is unknown is not there. */
public final class ReportJson {
    private static final ObjectMapper MAPPER =
            Json.mapper()
                    .copy()
                    .registerModule(
                            new SimpleModule()
                                    .addSerializer(Pair.class, ToStringSerializer.instance));

    private ReportJson() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** Of a report or a sweep. */
    public static JsonNode tree(Record report) {
        return MAPPER.valueToTree(report);
    }

    /** For people and scripts: indented. */
    public static String write(JsonNode tree) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("json: a report must be writable", e);
        }
    }

    /**
     * Reads what was written.
     *
     * @throws JsonProcessingException if it is no JSON
     */
    public static JsonNode read(String text) throws JsonProcessingException {
        return MAPPER.readTree(text);
    }
}
