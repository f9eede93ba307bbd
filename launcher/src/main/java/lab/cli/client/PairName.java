package lab.cli.client;

import java.util.Locale;
import lab.domain.Pair;

/**
 * A pair as people write it: in any case, with a slash or an underscore for the hyphen, and with
 * Kraken's word for bitcoin. Without anything between its assets it is not guessed at: nobody knows
 * where one ends.
 */
public final class PairName {
    private PairName() {}

    public static Pair parse(String text) {
        String name = text.strip().toUpperCase(Locale.ROOT).replace('/', '-').replace('_', '-');
        Pair pair = new Pair(name);
        return new Pair(asset(pair.base()) + "-" + asset(pair.quote()));
    }

    private static String asset(String name) {
        return name.equals("XBT") ? "BTC" : name;
    }
}
