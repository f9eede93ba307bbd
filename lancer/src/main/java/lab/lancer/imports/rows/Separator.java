package lab.lancer.imports.rows;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.util.List;

/** What stands between the cells of a line; cells may be quoted. */
enum Separator {
    TAB('\t', "tabs"),
    SEMICOLON(';', "semicolons"),
    BAR('|', "bars"),
    COMMA(',', "commas");

    /** A trade has three cells: when, for how much, how many. */
    private static final int CELLS_MIN = 3;

    private final char character;
    private final String plural;

    Separator(char character, String plural) {
        this.character = character;
        this.plural = plural;
    }

    private CsvReader.CsvReaderBuilder reader() {
        return CsvReader.builder()
                .fieldSeparator(character)
                .skipEmptyLines(false)
                .trimWhitespacesAroundQuotes(true);
    }

    @Override
    public String toString() {
        return plural;
    }

    /**
     * A line's cells, without blanks around them.
     *
     * @throws IllegalArgumentException if its quotes do not fit together
     */
    List<String> split(String line) {
        try {
            return reader().ofSingleCsvRecord(line).getFields().stream()
                    .map(String::strip)
                    .toList();
        } catch (CsvParseException e) {
            throw new IllegalArgumentException("quotes: must be in pairs, were not", e);
        }
    }

    /**
     * The one that parts all lines alike. A comma comes last, since it may also stand within
     * numbers.
     */
    static Separator of(List<String> lines) {
        for (Separator separator : values()) {
            if (separator == COMMA || separator.parts(lines)) {
                return separator;
            }
        }
        throw new AssertionError("the comma is last");
    }

    private boolean parts(List<String> lines) {
        int cells = count(lines.getLast());
        long like = lines.stream().filter(line -> count(line) == cells).count();
        return cells >= CELLS_MIN && like * 2 > lines.size();
    }

    private int count(String line) {
        try {
            return split(line).size();
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }
}
