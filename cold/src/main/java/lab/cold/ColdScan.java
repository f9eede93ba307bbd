package lab.cold;

import java.nio.file.Path;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Which rows of a table are read.
 *
 * @param files those that have no row for which it may hold are left out
 * @param rows those for which it does not hold are left out
 * @param sinceStamp what is wanted has no older stamp, but for a clock that stepped back a little
 * @param folder where rows may be put that are not wanted yet
 */
public record ColdScan(Expression files, RowFilter rows, long sinceStamp, Path folder) {
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    /** Everything. */
    public static final ColdScan ALL =
            new ColdScan(Expressions.alwaysTrue(), _ -> true, Long.MIN_VALUE, TEMPORARY);

    /** Looks at the newest of some rows. */
    @FunctionalInterface
    public interface RowFilter {
        boolean keeps(Rows rows);
    }
}
