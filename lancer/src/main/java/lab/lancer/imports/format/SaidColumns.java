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
                    "time", "date", "open", "high", "low", "close", "volume", "price", "amount",
                    "id", "symbol");

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
                        "--columns: each must be one of time, date, open, high, low, close, volume,"
                                + " price, amount, id, symbol, once, or - for one to skip, was \"%s\""
                                        .formatted(name));
            }
        }
        Layout.When when =
                columns.containsKey("date")
                        ? new Layout.When(need(columns, "date"), find(columns, "time"))
                        : Layout.When.at(need(columns, "time"));
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
        return new Layout("columns as said", meaning, find(columns, "symbol"), OptionalInt.empty());
    }

    private static int need(Map<String, Integer> columns, String name) {
        return find(columns, name)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "--columns: must name time and open, high, low, close,"
                                        + " volume, or time, price, amount; lacks "
                                        + name));
    }

    private static OptionalInt find(Map<String, Integer> columns, String name) {
        Integer column = columns.get(name);
        return column == null ? OptionalInt.empty() : OptionalInt.of(column);
    }
}
