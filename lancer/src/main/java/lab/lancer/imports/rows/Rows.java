package lab.lancer.imports.rows;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The rows of a file, one after the other. */
public interface Rows extends AutoCloseable {
    /** The next row; empty behind the last that can be read. */
    Optional<Row> next() throws IOException;

    /** How the file is written, such as {@code text, cells separated by commas}. */
    String kind();

    /** What a row's number counts: {@code line} or {@code row}. */
    String unit();

    /** The names of the columns, where the file says them apart from its rows. */
    Optional<List<String>> names();

    /** Names and words that stand around the rows, and may say of what market they are. */
    default List<Around> around() {
        return List.of();
    }

    /**
     * What stands around rows.
     *
     * @param isName whether it is the name of something, and not said of it
     */
    record Around(String word, boolean isName) {}

    /**
     * Whether its last row has no end, so that its last number may lack digits, once its rows have
     * ended.
     */
    default boolean endsOpen() {
        return false;
    }

    /** Why the file could not be read to its end, once its rows have ended. */
    Optional<String> cut();

    @Override
    void close() throws IOException;
}
