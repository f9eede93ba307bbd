package lab.lancer.imports.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Arrays within an array, as exchanges answer, or objects within an array, whose names are those of
 * the first. Whatever stands around that array is passed over.
 */
final class JsonRows implements Rows {
    private static final int CELLS_MAX = 100;
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private final PackedStream bytes;
    private final JsonParser parser;
    private Optional<Row> first = Optional.empty();
    private Optional<List<String>> names = Optional.empty();
    private Optional<String> damage = Optional.empty();
    private long number;

    private JsonRows(PackedStream bytes) throws IOException {
        this.bytes = bytes;
        this.parser = FACTORY.createParser(bytes);
    }

    static JsonRows open(PackedStream bytes) throws IOException {
        var rows = new JsonRows(bytes);
        rows.first = rows.read();
        return rows;
    }

    @Override
    public Optional<Row> next() throws IOException {
        if (first.isPresent()) {
            Optional<Row> next = first;
            first = Optional.empty();
            return next;
        }
        return read();
    }

    private Optional<Row> read() throws IOException {
        boolean isInRow = false;
        try {
            while (damage.isEmpty()) {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    return Optional.empty();
                }
                if (token.isStructStart() && parser.getParsingContext().getParent().inArray()) {
                    isInRow = true;
                    number++;
                    List<String> cells = token == JsonToken.START_ARRAY ? array() : object();
                    return Optional.of(new Row.Cells(number, cells));
                }
            }
        } catch (JsonProcessingException e) {
            damage =
                    Optional.of(
                            bytes.cut().orElse("its JSON is damaged: " + e.getOriginalMessage()));
        }
        return isInRow
                ? Optional.of(new Row.Broken(number, "the file is cut off or damaged here"))
                : Optional.empty();
    }

    private List<String> array() throws IOException {
        List<String> cells = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String cell = cell();
            if (cells.size() < CELLS_MAX) {
                cells.add(cell);
            }
        }
        return cells;
    }

    private List<String> object() throws IOException {
        Map<String, String> cells = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            String cell = cell();
            if (cells.size() < CELLS_MAX) {
                cells.put(name, cell);
            }
        }
        if (names.isEmpty()) {
            names = Optional.of(List.copyOf(cells.keySet()));
        }
        return names.get().stream().map(name -> cells.getOrDefault(name, "")).toList();
    }

    /** A number as it is written; what is no single value is none. */
    private String cell() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return "";
        }
        if (token != null && token.isStructStart()) {
            parser.skipChildren();
            return "";
        }
        return parser.getText().strip();
    }

    @Override
    public String kind() {
        return "JSON";
    }

    @Override
    public String unit() {
        return "row";
    }

    @Override
    public Optional<List<String>> names() {
        return names;
    }

    @Override
    public Optional<String> cut() {
        return damage.isPresent() ? damage : bytes.cut();
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
