package lab.launcher.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One thing that a client may ask.
 *
 * @param schema of its arguments, as JSON Schema
 */
record LabTool(
        String name, String title, String description, Map<String, Object> schema, Call call) {

    /** Answers. */
    @FunctionalInterface
    interface Call {
        /** The answer as text: JSON, or what an error says. */
        String answer(Arguments arguments) throws ToolException, InterruptedException;
    }

    /** The schema of arguments; those that end with an exclamation mark have to be given. */
    static Map<String, Object> arguments(Map<String, Map<String, Object>> named) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required =
                named.keySet().stream()
                        .filter(name -> name.endsWith("!"))
                        .map(LabTool::bare)
                        .sorted()
                        .toList();
        named.forEach((name, property) -> properties.put(bare(name), property));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", required);
        schema.put("additionalProperties", false);
        return schema;
    }

    private static String bare(String name) {
        return name.endsWith("!") ? name.substring(0, name.length() - 1) : name;
    }

    static Map<String, Object> text(String description) {
        return Map.of("type", "string", "description", description);
    }

    static Map<String, Object> number(String description, int min, int max) {
        return Map.of(
                "type", "integer", "description", description, "minimum", min, "maximum", max);
    }
}
