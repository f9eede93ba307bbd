package lab.lancer.imports.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Arrays within an array, as exchanges answer, or objects within an array, whose names are those of
 * the first; also some of their answers within one more array. Whatever stands around that array is
 * passed over.
 */
final class JsonRows implements Rows {
    private static final int CELLS_MAX = 100;
    private static final int AROUND_MAX = 1_000;
    private static final List<String> PRICES = List.of("open", "high", "low", "close");
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private final PackedStream bytes;
    private final JsonParser parser;
    private Optional<Row> first = Optional.empty();
    private Optional<List<String>> names = Optional.empty();
    private final List<Around> around = new ArrayList<>();
    private final JsonColumns columns = new JsonColumns();
    private boolean isByColumn;
    private boolean areLines;
    private Optional<String> damage = Optional.empty();
    private long number;
    private boolean isInRow;

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
        isInRow = false;
        if (isByColumn) {
            return columns.row();
        }
        try {
            while (damage.isEmpty()) {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    return number == 0 ? firstByColumn() : Optional.empty();
                }
                if (number == 0) {
                    columns.see(parser);
                }
                if (!token.isStructStart()) {
                    noteAround(token);
                    continue;
                }
                if (parser.getParsingContext().getParent().inArray()) {
                    return Optional.of(row(token));
                }
                if (parser.getParsingContext().getParent().inRoot()) {
                    Optional<Row> line = line(token);
                    if (line.isPresent()) {
                        return line;
                    }
                    if (number == 0 && parser.currentToken() == JsonToken.START_ARRAY) {
                        columns.see(parser);
                    }
                }
            }
        } catch (JsonEOFException e) {
            damage = Optional.of(bytes.cut().orElse("it ends within its JSON"));
        } catch (JsonProcessingException e) {
            damage =
                    Optional.of(
                            bytes.cut().orElse("its JSON is damaged: " + e.getOriginalMessage()));
        }
        return isInRow
                ? Optional.of(new Row.Broken(number, "the file is cut off or damaged here"))
                : Optional.empty();
    }

    /**
     * A row that stands alone, as each line of JSON lines does; none if it has others in it, which
     * are then the rows.
     */
    private Optional<Row> line(JsonToken start) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        List<String> cells = new ArrayList<>();
        JsonToken token = parser.nextToken();
        for (; token != null && !token.isStructEnd(); token = parser.nextToken()) {
            if (token == JsonToken.FIELD_NAME) {
                token = parser.nextToken();
            }
            if (token.isStructStart() && isRow(fields)) {
                parser.skipChildren();
                continue;
            }
            if (token.isStructStart()) {
                number -= isInRow ? 1 : 0;
                isInRow = false;
                fields.forEach((name, word) -> {
                    noteAround(name, true);
                    noteAround(word, false);
                });
                noteAround(String.valueOf(parser.currentName()), true);
                return parser.getParsingContext().getParent().inArray()
                        ? Optional.of(row(token))
                        : Optional.empty();
            }
            number += isInRow ? 0 : 1;
            isInRow = true;
            String cell = cell();
            if (start == JsonToken.START_ARRAY && cells.size() < CELLS_MAX) {
                cells.add(cell);
            } else if (start == JsonToken.START_OBJECT && fields.size() < CELLS_MAX) {
                fields.put(parser.currentName(), cell);
            }
        }
        if (!isInRow) {
            return Optional.empty();
        }
        areLines = true;
        return Optional.of(
                start == JsonToken.START_ARRAY ? new Row.Cells(number, cells) : named(fields));
    }

    /** Whether an object is a row for all that it has in it: others were, or it has prices. */
    private boolean isRow(Map<String, String> fields) {
        return !fields.isEmpty() && (areLines || fields.keySet().containsAll(PRICES));
    }

    private Optional<Row> firstByColumn() {
        names = columns.table();
        isByColumn = names.isPresent();
        return isByColumn ? columns.row() : Optional.empty();
    }

    private void noteAround(JsonToken token) throws IOException {
        if (token == JsonToken.FIELD_NAME || token.isScalarValue()) {
            noteAround(parser.getText(), token == JsonToken.FIELD_NAME);
        }
    }

    private void noteAround(String word, boolean isName) {
        if (around.size() < AROUND_MAX) {
            around.add(new Around(word, isName));
        }
    }

    @Override
    public List<Around> around() {
        return List.copyOf(around);
    }

    private Row row(JsonToken start) throws IOException {
        isInRow = true;
        number++;
        return start == JsonToken.START_ARRAY ? array() : object();
    }

    /** The cells of a row; or the first row of a page, whose others follow as those of no page. */
    private Row array() throws IOException {
        List<String> cells = new ArrayList<>();
        JsonToken token = parser.nextToken();
        if (token != null && token.isStructStart()) {
            number--;
            return row(token);
        }
        for (; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            String cell = cell();
            if (cells.size() < CELLS_MAX) {
                cells.add(cell);
            }
        }
        if (names.isEmpty() && number == 1) {
            names = columns.names(cells.size());
            columns.forget();
        }
        return new Row.Cells(number, cells);
    }

    private Row object() throws IOException {
        Map<String, String> cells = new LinkedHashMap<>();
        Optional<String> twice = Optional.empty();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            String cell = cell();
            if (cells.size() < CELLS_MAX) {
                String before = cells.put(name, cell);
                if (before != null && !before.equals(cell)) {
                    twice = Optional.of(name);
                }
            }
        }
        return twice.isPresent()
                ? new Row.Broken(
                        number, "%s: must be given once, was given twice".formatted(twice.get()))
                : named(cells);
    }

    private Row named(Map<String, String> cells) {
        if (names.isEmpty()) {
            names = Optional.of(List.copyOf(cells.keySet()));
        }
        return new Row.Cells(
                number, names.get().stream().map(name -> cells.getOrDefault(name, "")).toList());
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
