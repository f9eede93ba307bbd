package lab.flink.sql.features;

import java.util.Arrays;
import java.util.stream.Collectors;
import lab.domain.book.BookFeatures;
import lab.domain.book.BookTop;
import lab.flink.sql.rows.RowFields;
import lab.flink.sql.rows.Rows;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;

/**
 * The operator {@code book_features}: reads the log of order books, gives what the top of each book
 * said at the end of each second and minute. The log has at least {@code pair, payload}.
 */
public final class BookFeatureViews {
    public static final String NAME = "book_features";
    public static final int VERSION = 1;
    public static final int READS_FROM = 1;

    private BookFeatureViews() {}

    /** What its state means: another value wants another {@link #VERSION}. */
    public static String keeps() {
        return "books of one feed each and windows of %s; of the best %d and %d levels"
                .formatted(
                        Arrays.stream(BookFeatures.Resolution.values())
                                .map(BookFeatures.Resolution::label)
                                .collect(Collectors.joining(" and ")),
                        BookTop.NEAR_LEVELS,
                        BookTop.FAR_LEVELS);
    }

    public static Rows attach(Rows log) {
        int pair = RowFields.index(log.rowType(), "pair", VarCharType.STRING_TYPE);
        int payload = RowFields.index(log.rowType(), "payload", VarCharType.STRING_TYPE);
        DataType type = BookFeatureRows.type();
        return new Rows(
                log.stream()
                        .keyBy(row -> row.getString(pair).toString(), Types.STRING)
                        .transform(
                                NAME,
                                InternalTypeInfo.of((RowType) type.getLogicalType()),
                                new BookFeatureOperator(pair, payload))
                        .uid(NAME),
                type);
    }
}
