package lab.lancer.imports.format;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import lab.domain.Pair;

/**
 * What a file calls its market: BTC/USD, XBTUSD, tBTCUST, coinbase-btc-usd-spot. Names of markets
 * are as many as exchanges, so a doubtful one passes; what is surely another market does not.
 */
public final class Symbol {
    private static final Set<String> DOLLARS =
            Set.of("USD", "USDT", "USDC", "UST", "BUSD", "TUSD", "FDUSD", "USDP", "PERP");
    private static final Set<String> OTHERS =
            Set.of(
                    "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "KRW", "TRY", "BRL", "INR", "RUB",
                    "MXN", "ZAR", "UAH", "NGN", "PLN", "BTC", "ETH", "BNB");

    private Symbol() {}

    /** Whether it may be a pair's. */
    public static boolean mayBe(String symbol, Pair pair) {
        String name = symbol.toUpperCase(Locale.ROOT).replace("XBT", "BTC");
        int at = name.indexOf(pair.base());
        if (at < 0) {
            return false;
        }
        String rest = name.substring(at + pair.base().length());
        List<String> words =
                Arrays.stream(rest.split("[^A-Z]+")).filter(word -> !word.isEmpty()).toList();
        if (words.isEmpty()) {
            return true;
        }
        // Kraken has a Z before currencies, as in XXBTZEUR
        String quote = words.getFirst().replaceFirst("^Z(?=[A-Z]{3}$)", "");
        boolean isOfDollars = DOLLARS.contains(pair.quote());
        return quote.equals(pair.quote())
                || !(OTHERS.contains(quote) || (!isOfDollars && DOLLARS.contains(quote)));
    }
}
