package lab.lancer.imports;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lab.lancer.imports.format.Header;
import lab.lancer.imports.rows.Row;

/**
 * A header among rows, where files were put one behind the other. The same once more is a row that
 * is refused; below another one nobody knows what the columns are.
 */
final class NewHeader {
    private static final int NAME_MAX = 40;

    private final Optional<Header> header;
    private final String unit;
    private long otherAt;

    NewHeader(Optional<Header> header, String unit) {
        this.header = header;
        this.unit = unit;
    }

    /** The row, or why it is none. */
    Row see(Row row) {
        if (otherAt == 0 && row instanceof Row.Cells(long number, List<String> cells)) {
            if (cells.stream().noneMatch(NewHeader::mayBeName)
                    || !FileHead.isHeader(cells)
                    || !new Header(cells).namesColumns()) {
                return row;
            }
            if (header.isPresent() && header.get().isSame(new Header(cells))) {
                return new Row.Broken(number, "is the header once more");
            }
            otherAt = number;
        }
        return otherAt == 0
                ? row
                : new Row.Broken(
                        row.number(),
                        "its columns are named anew in %s %d, and otherwise; put what follows into a file of its own"
                                .formatted(unit, otherAt));
    }

    /** Whether a cell may be a name that each header has; of a row's cells hardly one may. */
    private static boolean mayBeName(String cell) {
        if (cell.isEmpty() || cell.length() > NAME_MAX || cell.charAt(0) <= '9') {
            return false;
        }
        String name = cell.toLowerCase(Locale.ROOT);
        return name.equals("h") || name.contains("high") || name.contains("price");
    }
}
