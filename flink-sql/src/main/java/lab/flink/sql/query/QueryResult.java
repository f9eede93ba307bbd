package lab.flink.sql.query;

import java.util.List;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * What a statement gives.
 *
 * @param columns in order
 * @param rows each with as many fields as there are columns; close it to end a statement early
 * @param kind whether there are rows to show, and whether they change
 */
public record QueryResult(List<Column> columns, CloseableIterator<Row> rows, Kind kind)
        implements AutoCloseable {

    /** A column with its type as SQL writes it. */
    public record Column(String name, String type) {}

    /** What the rows are. */
    public enum Kind {
        /** Rows of a finished set: a {@code SELECT}, {@code SHOW}, {@code DESCRIBE}, … */
        ROWS,
        /** Rows with a {@code RowKind}, without end. */
        CHANGES,
        /** Done; the one row says {@code OK} or what was changed. */
        DONE
    }

    public QueryResult {
        columns = List.copyOf(columns);
    }

    @Override
    public void close() {
        try {
            rows.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("query: could not be ended", e);
        }
    }
}
