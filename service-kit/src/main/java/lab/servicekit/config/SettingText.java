package lab.servicekit.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lab.domain.Pair;

/** Reads the text of one setting as what it has to be. */
final class SettingText {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private static final Map<Type, Function<String, Object>> READERS =
            Map.of(
                    String.class, text -> text,
                    int.class, text -> number(text, Integer::parseInt),
                    long.class, text -> number(text, Long::parseLong),
                    boolean.class, SettingText::bool,
                    Duration.class, SettingText::duration,
                    Path.class, Path::of,
                    URI.class, URI::create,
                    Pair.class, Pair::new);

    private SettingText() {}

    static boolean reads(Type type) {
        return READERS.containsKey(type)
                || type instanceof ParameterizedType
                || (type instanceof Class<?> known && known.isEnum());
    }

    /**
     * Reads text.
     *
     * @throws IllegalArgumentException whose message is the rule: "must be …"
     */
    static Object read(Type type, String text) {
        String stripped = text.strip();
        if (type instanceof ParameterizedType generic) {
            Type of = generic.getActualTypeArguments()[0];
            if (generic.getRawType() == Optional.class) {
                return Optional.of(read(of, stripped));
            }
            if (generic.getRawType() == List.class) {
                return Arrays.stream(stripped.split(",", -1))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .map(item -> read(of, item))
                        .toList();
            }
        }
        if (type instanceof Class<?> known && known.isEnum()) {
            return constant(known, stripped);
        }
        Function<String, Object> reader = READERS.get(type);
        if (reader == null) {
            throw new IllegalStateException(
                    "config: no way to read a %s".formatted(type.getTypeName()));
        }
        return reader.apply(stripped);
    }

    private static Object number(String text, Function<String, Object> parse) {
        try {
            return parse.apply(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a whole number", e);
        }
    }

    private static Object bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    private static Object duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a time such as 250ms, 2s, 5m, 1h or 1d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static Object constant(Class<?> type, String text) {
        String wanted = text.replace('-', '_').toUpperCase(Locale.ROOT);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> ((Enum<?>) constant).name().equals(wanted))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "must be one of "
                                        + Arrays.toString(type.getEnumConstants())
                                                .toLowerCase(Locale.ROOT)));
    }
}
