package lab.cold;

import java.nio.file.Path;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Which rows of a table are read.
 *
 * @param files those that have no row for which it may hold are left out
 * @param rows those for which it does not hold are left out; may be asked by another thread
 * @param sinceStamp what is wanted has no older stamp, but for a clock that stepped back a little
 * @param pool where payloads wait that are not wanted yet
 */
public record ColdScan(Expression files, RowFilter rows, long sinceStamp, PayloadPool pool) {
    /** Everything but payloads. */
    public static final ColdScan ALL =
            of(_ -> true, new PayloadPool(Path.of(System.getProperty("java.io.tmpdir"))));

    /** Looks at the newest of some rows. */
    @FunctionalInterface
    public interface RowFilter {
        boolean keeps(Rows rows);
    }

    /** Of all files. */
    public static ColdScan of(RowFilter rows, PayloadPool pool) {
        return new ColdScan(Expressions.alwaysTrue(), rows, Long.MIN_VALUE, pool);
    }
}
