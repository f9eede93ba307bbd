package lab.cli.client;

import java.util.Locale;
import lab.domain.Pair;

/**
 * A pair as people write it: in any case, with a slash or an underscore for the hyphen, and with
 * Kraken's word for bitcoin; perhaps with a venue behind, as in {@code BTC/USD@kraken}. Without
 * anything between its assets it is not guessed at: nobody knows where one ends.
 */
public final class PairName {
    private PairName() {}

    public static Pair parse(String text) {
        String[] parts = text.strip().split("@", 2);
        String name = parts[0].toUpperCase(Locale.ROOT).replace('/', '-').replace('_', '-');
        Pair written = new Pair(name);
        Pair pair = new Pair(asset(written.base()) + "-" + asset(written.quote()));
        return parts.length == 1 ? pair : pair.at(parts[1].toLowerCase(Locale.ROOT));
    }

    private static String asset(String name) {
        return name.equals("XBT") ? "BTC" : name;
    }
}
