package lab.lancer.imports.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of single values that an object of JSON names. They are a table's columns, where there are
 * no rows: {@code {"t":[…],"o":[…]}}; or one of them has the names of the columns of rows behind.
 */
final class JsonColumns {
    private static final int CELLS_MAX = 2_000_000;
    private static final int COLUMNS_MIN = 3;

    private final Map<String, List<String>> columns = new LinkedHashMap<>();
    private @Nullable List<String> open;
    private @Nullable List<String> names;
    private boolean areWords;
    private int cells;
    private int next;

    /** What comes in a file outside of its rows. */
    void see(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_ARRAY && parser.getParsingContext().getParent().inObject()) {
            String name = String.valueOf(parser.getParsingContext().getParent().getCurrentName());
            open = new ArrayList<>();
            areWords = true;
            columns.put(name, open);
        } else if (token == JsonToken.END_ARRAY) {
            names = areWords && open != null && open.size() >= COLUMNS_MIN ? open : names;
            open = null;
        } else if (open != null && token != null && token.isScalarValue()) {
            areWords &= token == JsonToken.VALUE_STRING;
            if (++cells > CELLS_MAX) {
                throw new IOException(
                        "must have at most %,d values in columns of JSON; write it as rows or as CSV"
                                .formatted(CELLS_MAX));
            }
            open.add(token == JsonToken.VALUE_NULL ? "" : parser.getText().strip());
        } else {
            open = null;
        }
    }

    /** The names of columns of that many cells, if the file has given them before its rows. */
    Optional<List<String>> names(int count) {
        return Optional.ofNullable(names).filter(words -> words.size() == count);
    }

    /** Rows have begun, which the columns are beside. */
    void forget() {
        columns.clear();
        open = null;
    }

    /** The names of the columns that are a table. */
    Optional<List<String>> table() {
        int rows = columns.values().stream().mapToInt(List::size).max().orElse(0);
        columns.values().removeIf(column -> column.size() != rows);
        return rows > 0 && columns.size() >= COLUMNS_MIN
                ? Optional.of(List.copyOf(columns.keySet()))
                : Optional.empty();
    }

    /** The next row of the table. */
    Optional<Row> row() {
        int at = next;
        boolean isThere = columns.values().stream().anyMatch(column -> column.size() > at);
        if (!isThere) {
            return Optional.empty();
        }
        next++;
        return Optional.of(
                new Row.Cells(next, columns.values().stream().map(it -> it.get(at)).toList()));
    }
}
