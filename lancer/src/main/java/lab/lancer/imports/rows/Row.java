package lab.lancer.imports.rows;

import java.util.List;

/** A row of a file, known by its number there. */
public sealed interface Row {
    /** Of the line, or of the row where a file has no lines; the first is 1. */
    long number();

    /** A row whose cells could be told apart. */
    record Cells(long number, List<String> cells) implements Row {
        public Cells {
            cells = List.copyOf(cells);
        }
    }

    /** A row that cannot be read, and why. */
    record Broken(long number, String reason) implements Row {}
}
