package lab.lancer.imports.rows;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Arrow's values as text, as other files have them. */
final class FeatherCells {
    private FeatherCells() {}

    static String cell(ValueVector column, int row) {
        if (column.isNull(row)) {
            return "";
        }
        return switch (column) {
            case TimeStampVector time -> timestamp(time, row);
            case TimeSecVector time -> clock(time.get(row), ChronoUnit.SECONDS);
            case TimeMilliVector time -> clock(time.get(row), ChronoUnit.MILLIS);
            case TimeMicroVector time -> clock(time.get(row), ChronoUnit.MICROS);
            case TimeNanoVector time -> clock(time.get(row), ChronoUnit.NANOS);
            case BigIntVector number -> Long.toString(number.get(row));
            case Float8Vector number -> plain(Double.toString(number.get(row)));
            case Float4Vector number -> plain(Float.toString(number.get(row)));
            case Float2Vector number -> plain(Float.toString(number.getValueAsFloat(row)));
            case DecimalVector number -> number.getObject(row).toPlainString();
            case Decimal256Vector number -> number.getObject(row).toPlainString();
            // Their objects have a sign, or are characters
            case UInt1Vector number -> Integer.toString(Byte.toUnsignedInt(number.get(row)));
            case UInt2Vector number -> Integer.toString(number.get(row));
            case UInt4Vector number -> Integer.toUnsignedString(number.get(row));
            case UInt8Vector number -> Long.toUnsignedString(number.get(row));
            case DateDayVector day -> LocalDate.ofEpochDay(day.get(row)).toString();
            default -> String.valueOf(column.getObject(row));
        };
    }

    /** One of a zone is kept as UTC; one of none is what a clock showed, and says no zone. */
    private static String timestamp(TimeStampVector column, int row) {
        var type = (ArrowType.Timestamp) column.getField().getType();
        ChronoUnit unit =
                switch (type.getUnit()) {
                    case SECOND -> ChronoUnit.SECONDS;
                    case MILLISECOND -> ChronoUnit.MILLIS;
                    case MICROSECOND -> ChronoUnit.MICROS;
                    case NANOSECOND -> ChronoUnit.NANOS;
                };
        Instant time;
        try {
            time = Instant.EPOCH.plus(column.get(row), unit);
        } catch (DateTimeException | ArithmeticException e) {
            return Long.toString(column.get(row)); // no time that can be
        }
        String text = time.toString();
        return type.getTimezone() == null ? text.substring(0, text.length() - 1) : text;
    }

    private static String clock(long time, ChronoUnit unit) {
        return LocalTime.MIDNIGHT.plus(time, unit).toString();
    }

    /** With all its digits: an exponent would say that some were cut off. */
    private static String plain(String number) {
        int exponent = number.indexOf('E');
        return exponent < 0 || number.charAt(exponent + 1) == '-'
                ? number
                : new BigDecimal(number).toPlainString();
    }
}
