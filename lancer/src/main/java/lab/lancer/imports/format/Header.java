package lab.lancer.imports.format;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/** The names of a file's columns, in whatever case and with whatever signs between words. */
public final class Header {
    private static final Set<String> AMOUNTS =
            Set.of("amount", "size", "qty", "quantity", "volume", "vol");

    private final List<String> written;
    private final List<String> names;

    public Header(List<String> written) {
        this.written = List.copyOf(written);
        this.names = written.stream().map(Header::plain).toList();
    }

    /** {@code "Volume (BTC)"} is {@code volume_btc}. */
    public static String plain(String name) {
        String words = name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "_");
        return words.replaceAll("^_+|_+$", "");
    }

    public List<String> written() {
        return written;
    }

    public List<String> names() {
        return names;
    }

    /**
     * The column of the first of these names that there is. Single letters are told by their case,
     * if they can be: exchanges have t and T for a begin and an end, l and L for a low and an id.
     */
    public OptionalInt find(String... wanted) {
        for (String name : wanted) {
            int exact = name.length() == 1 ? written.indexOf(name) : -1;
            int at = exact >= 0 ? exact : names.indexOf(name);
            if (at >= 0) {
                return OptionalInt.of(at);
            }
        }
        return OptionalInt.empty();
    }

    /** Whether two columns have one name. */
    public boolean isSameName(int column, int other) {
        boolean isLetter = names.get(column).length() == 1;
        return isLetter
                ? written.get(column).equals(written.get(other))
                : names.get(column).equals(names.get(other));
    }

    /**
     * The column that says of which asset a row is, in files that hold many: not the name of a
     * pair, but a number, a coin or a word for one.
     */
    public OptionalInt asset() {
        return find(
                "asset",
                "asset_id",
                "base_asset",
                "coin",
                "coin_id",
                "crypto",
                "instrument_id",
                "instrument_name",
                "market_id",
                "symbol_id",
                "security",
                "base",
                "base_currency",
                "currency",
                "name");
    }

    /** Whether it has names that every table of candles or trades has, and no row has for words. */
    public boolean namesColumns() {
        return has("high", "low")
                || has("h", "l")
                || (names.contains("price") && names.stream().anyMatch(AMOUNTS::contains));
    }

    /** Whether another one names the same columns in the same order. */
    public boolean isSame(Header other) {
        return names.equals(other.names);
    }

    public boolean has(String... wanted) {
        return names.containsAll(List.of(wanted));
    }

    @Override
    public String toString() {
        String all = String.join(",", written).replaceAll("[\\p{C}\uFFFD]", "?");
        return all.length() > 120 ? all.substring(0, 120) + "…" : all;
    }
}
