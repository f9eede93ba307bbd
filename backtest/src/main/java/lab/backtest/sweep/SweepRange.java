package lab.backtest.sweep;

import static lab.domain.Checks.check;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A parameter that goes from one value to another by steps, both ends included.
 *
 * @param name of the parameter
 */
public record SweepRange(String name, BigDecimal from, BigDecimal to, BigDecimal step) {
    /** More are tried by nobody who wants to learn something. */
    public static final int SETTINGS_MAX = 2_000;

    private static final String NUMBER = "(-?[0-9]+(?:\\.[0-9]+)?)";
    private static final Pattern FORM =
            Pattern.compile(
                    "([A-Za-z_][A-Za-z0-9_]*)=" + NUMBER + "\\.\\." + NUMBER + ":" + NUMBER);

    public SweepRange {
        check(step.signum() > 0, "sweep %s: step must be positive, was %s", name, step);
        check(from.compareTo(to) <= 0, "sweep %s: must go upwards, was %s..%s", name, from, to);
        BigDecimal count = to.subtract(from).divideToIntegralValue(step).add(BigDecimal.ONE);
        check(
                count.compareTo(BigDecimal.valueOf(SETTINGS_MAX)) <= 0,
                "sweep %s: must have at most %d values, has %s",
                name,
                SETTINGS_MAX,
                count.toPlainString());
    }

    /**
     * Reads {@code name=a..b:step}.
     *
     * @throws IllegalArgumentException if it has another form
     */
    public static SweepRange parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        check(matcher.matches(), "sweep: must be such as fast=5..30:5, was \"%s\"", text);
        return new SweepRange(
                matcher.group(1),
                new BigDecimal(matcher.group(2)),
                new BigDecimal(matcher.group(3)),
                new BigDecimal(matcher.group(4)));
    }

    /** All values, as they are set. */
    public List<String> values() {
        List<String> values = new ArrayList<>();
        for (BigDecimal value = from; value.compareTo(to) <= 0; value = value.add(step)) {
            values.add(value.toPlainString());
        }
        return values;
    }

    /**
     * All settings of some ranges, the last changing first.
     *
     * @throws IllegalArgumentException if they are too many, or a name comes twice
     */
    public static List<Map<String, String>> settings(List<SweepRange> ranges) {
        List<Map<String, String>> settings = List.of(Map.of());
        for (SweepRange range : ranges) {
            check(
                    settings.stream().noneMatch(it -> it.containsKey(range.name())),
                    "sweep: each parameter must be given once, %s is twice",
                    range.name());
            List<String> values = range.values();
            checkCount((long) settings.size() * values.size());
            settings =
                    settings.stream()
                            .flatMap(before -> values.stream().map(it -> with(before, range, it)))
                            .collect(Collectors.toList());
        }
        return settings;
    }

    static void checkCount(long settings) {
        check(
                settings <= SETTINGS_MAX,
                "sweep: must have at most %d settings, has %d",
                SETTINGS_MAX,
                settings);
    }

    private static Map<String, String> with(
            Map<String, String> before, SweepRange range, String value) {
        Map<String, String> setting = new LinkedHashMap<>(before);
        setting.put(range.name(), value);
        return setting;
    }
}
