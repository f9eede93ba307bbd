package lab.lancer.imports.format;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** The names of a file's columns, in whatever case and with whatever signs between words. */
public final class Header {
    private final List<String> written;
    private final List<String> names;

    public Header(List<String> written) {
        this.written = List.copyOf(written);
        this.names = written.stream().map(Header::plain).toList();
    }

    /** {@code "Volume (BTC)"} is {@code volume_btc}. */
    private static String plain(String name) {
        String words = name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "_");
        return words.replaceAll("^_+|_+$", "");
    }

    public List<String> written() {
        return written;
    }

    List<String> names() {
        return names;
    }

    /** The column of the first of these names that there is. */
    OptionalInt find(String... wanted) {
        for (String name : wanted) {
            int at = names.indexOf(name);
            if (at >= 0) {
                return OptionalInt.of(at);
            }
        }
        return OptionalInt.empty();
    }

    boolean has(String... wanted) {
        return names.containsAll(List.of(wanted));
    }

    @Override
    public String toString() {
        String all = String.join(",", written).replaceAll("[\\p{C}\uFFFD]", "?");
        return all.length() > 120 ? all.substring(0, 120) + "…" : all;
    }
}
