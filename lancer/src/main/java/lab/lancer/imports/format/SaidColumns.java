package lab.lancer.imports.format;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Columns that the user says, from the first to the last that is needed. */
public final class SaidColumns {
    private static final String SKIPPED = "-";
    private static final Set<String> KNOWN =
            Set.of(
                    "time", "end", "date", "zone", "open", "high", "low", "close", "volume",
                    "price", "amount", "id", "symbol");

    private SaidColumns() {}

    /**
     * As a layout.
     *
     * @throws IllegalArgumentException with what is wrong about them
     */
    public static Layout layout(List<String> said) {
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 0; i < said.size(); i++) {
            String name = said.get(i).strip().toLowerCase(Locale.ROOT);
            if (name.equals(SKIPPED)) {
                continue;
            }
            if (!KNOWN.contains(name) || columns.put(name, i) != null) {
                throw new IllegalArgumentException(
                        "--columns: each must be one of time, end, date, zone, open, high, low, close,"
                                + " volume, price, amount, id, symbol, once, or - for one to skip, was"
                                + " \"%s\"".formatted(name));
            }
        }
        Layout.When when = when(columns).in(find(columns, "zone"));
        Layout.Columns meaning =
                columns.containsKey("price")
                        ? new Layout.Trade(
                                when,
                                need(columns, "price"),
                                need(columns, "amount"),
                                find(columns, "id"))
                        : new Layout.Candle(
                                when,
                                need(columns, "open"),
                                need(columns, "high"),
                                need(columns, "low"),
                                need(columns, "close"),
                                need(columns, "volume"));
        OptionalInt end = when.isEnd() ? OptionalInt.empty() : find(columns, "end");
        return new Layout("columns as said", meaning, find(columns, "symbol"), end);
    }

    /** A candle's begin, or its end alone, of which the begin is a minute before. */
    private static Layout.When when(Map<String, Integer> columns) {
        boolean isEnd = !columns.containsKey("time") && columns.containsKey("end");
        if (isEnd && columns.containsKey("price")) {
            throw new IllegalArgumentException("--columns: a trade must have a time, has an end");
        }
        String name = isEnd ? "end" : "time";
        Layout.When when =
                columns.containsKey("date")
                        ? new Layout.When(
                                need(columns, "date"),
                                find(columns, name),
                                OptionalInt.empty(),
                                false)
                        : Layout.When.at(need(columns, name));
        return isEnd ? when.end() : when;
    }

    private static int need(Map<String, Integer> columns, String name) {
        return find(columns, name)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "--columns: must name time (or end, of a candle) and open, high, low,"
                                        + " close, volume, or time, price, amount; lacks "
                                        + name));
    }

    private static OptionalInt find(Map<String, Integer> columns, String name) {
        Integer column = columns.get(name);
        return column == null ? OptionalInt.empty() : OptionalInt.of(column);
    }
}
