package lab.console.hot;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import org.apache.fluss.row.InternalRow;
import org.apache.fluss.types.DataType;
import org.apache.fluss.types.DataTypeChecks;
import org.apache.fluss.types.DataTypeRoot;
import org.apache.fluss.types.RowType;

/** One row of a table, read by the names of its columns. */
final class HotRow {
    private static final int PLACES = 8;

    private final RowType type;
    private final InternalRow row;

    HotRow(RowType type, InternalRow row) {
        this.type = type;
        this.row = row;
    }

    /** Those of the columns that the table has. */
    static List<String> present(RowType type, List<String> wanted) {
        return wanted.stream().filter(name -> type.getFieldIndex(name) >= 0).toList();
    }

    Pair pair() {
        return new Pair(row.getString(indexOfValue("pair")).toString());
    }

    long number(String name) {
        return row.getLong(indexOfValue(name));
    }

    Price price(String name) {
        return new Price(units(name));
    }

    /** A price that may be missing, as zero, which stands for "nobody offers". */
    Price priceOrNone(String name) {
        return row.isNullAt(index(name)) ? new Price(0) : price(name);
    }

    Quantity quantity(String name) {
        return new Quantity(units(name));
    }

    BigDecimal decimalOrZero(String name) {
        return row.isNullAt(index(name)) ? BigDecimal.ZERO : decimal(name);
    }

    Instant time(String name) {
        int index = indexOfValue(name);
        DataType column = type.getTypeAt(index);
        int precision = DataTypeChecks.getPrecision(column);
        long micros =
                column.is(DataTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE)
                        ? row.getTimestampLtz(index, precision).toEpochMicros()
                        : row.getTimestampNtz(index, precision).toEpochMicros();
        return EventTime.ofMicros(micros);
    }

    /** A time that the table may not have. */
    Optional<Instant> timeIfAny(String name) {
        int index = type.getFieldIndex(name);
        return index < 0 || row.isNullAt(index) ? Optional.empty() : Optional.of(time(name));
    }

    private long units(String name) {
        return decimal(name).setScale(PLACES).unscaledValue().longValueExact();
    }

    private BigDecimal decimal(String name) {
        int index = indexOfValue(name);
        DataType column = type.getTypeAt(index);
        return row.getDecimal(
                        index, DataTypeChecks.getPrecision(column), DataTypeChecks.getScale(column))
                .toBigDecimal();
    }

    private int index(String name) {
        int index = type.getFieldIndex(name);
        if (index < 0) {
            throw new IllegalArgumentException("%s: must be a column".formatted(name));
        }
        return index;
    }

    private int indexOfValue(String name) {
        int index = index(name);
        if (row.isNullAt(index)) {
            throw new IllegalArgumentException("%s: must have a value".formatted(name));
        }
        return index;
    }
}
