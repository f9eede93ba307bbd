package lab.launcher.query;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.types.Row;
import org.jspecify.annotations.Nullable;

/**
 * A value as every format shows it: decimals in plain digits, times as ISO-8601 in UTC with a
 * {@code Z} (all the lab's times are UTC), bytes as base64.
 */
final class SqlValues {

    private SqlValues() {}

    static List<@Nullable Object> of(Row row) {
        List<@Nullable Object> values = new ArrayList<>(row.getArity());
        for (int i = 0; i < row.getArity(); i++) {
            values.add(of(row.getField(i)));
        }
        return values;
    }

    static @Nullable Object of(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case BigDecimal decimal -> decimal.toPlainString();
            case LocalDateTime time -> time.toInstant(ZoneOffset.UTC).toString();
            case Instant time -> time.toString();
            case LocalDate date -> date.toString();
            case LocalTime time -> time.toString();
            case byte[] bytes -> Base64.getEncoder().encodeToString(bytes);
            case Boolean truth -> truth;
            case Double number when !Double.isFinite(number) -> number.toString();
            case Float number when !Float.isFinite(number) -> number.toString();
            case Number number -> number;
            case Row row -> of(row);
            case Object[] array -> list(List.of(array));
            case List<?> list -> list(list);
            case Map<?, ?> map -> map(map);
            default -> value.toString();
        };
    }

    private static List<@Nullable Object> list(List<?> elements) {
        List<@Nullable Object> values = new ArrayList<>(elements.size());
        elements.forEach(element -> values.add(of(element)));
        return values;
    }

    private static Map<String, @Nullable Object> map(Map<?, ?> map) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        map.forEach((key, value) -> values.put(String.valueOf(of(key)), of(value)));
        return values;
    }
}
