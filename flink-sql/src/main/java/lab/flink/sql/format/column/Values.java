package lab.flink.sql.format.column;

import java.time.Instant;
import lab.domain.EventTime;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.flink.sql.rows.NameCache;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.VarCharType;

/** The domain's values in Flink's own representation, and the types that they have there. */
public final class Values {
    /** Of prices and sizes: digits, and places after the point. */
    public static final int MONEY_DIGITS = 18;

    public static final int MONEY_PLACES = 8;

    public static final LogicalType TEXT = VarCharType.STRING_TYPE;
    public static final LogicalType NUMBER = new BigIntType();
    public static final LogicalType TIME = new TimestampType(6);
    public static final LogicalType MONEY = new DecimalType(MONEY_DIGITS, MONEY_PLACES);

    private static final long MICROS_PER_MILLI = 1_000;
    private static final NameCache NAMES = new NameCache(4_096);

    private Values() {}

    public static TimestampData time(Instant time) {
        return time(EventTime.toMicros(time));
    }

    public static TimestampData time(long micros) {
        return TimestampData.fromEpochMillis(
                Math.floorDiv(micros, MICROS_PER_MILLI),
                (int) Math.floorMod(micros, MICROS_PER_MILLI) * 1_000);
    }

    public static long micros(TimestampData time) {
        return time.getMillisecond() * MICROS_PER_MILLI + time.getNanoOfMillisecond() / 1_000;
    }

    public static StringData text(String text) {
        return StringData.fromString(text);
    }

    /** A text of which there are few different ones, such as the name of a pair. */
    public static StringData name(String name) {
        return NAMES.get(name);
    }

    public static DecimalData money(Price price) {
        return DecimalData.fromUnscaledLong(price.units(), MONEY_DIGITS, MONEY_PLACES);
    }

    public static DecimalData money(Quantity quantity) {
        return DecimalData.fromUnscaledLong(quantity.units(), MONEY_DIGITS, MONEY_PLACES);
    }
}
