package lab.lancer.imports.format;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /**
     * Coins that many markets are of, by their names beside their own, which stand for themselves.
     */
    private static final Map<String, String> COINS =
            Stream.concat(
                            Stream.of(
                                            "BTC", "ETH", "SOL", "XRP", "LTC", "ADA", "DOGE", "BNB",
                                            "DOT", "LINK", "BCH", "AVAX", "TRX", "XLM", "SHIB",
                                            "ETC", "XMR", "EOS")
                                    .map(coin -> Map.entry(coin, coin)),
                            Map.of(
                                    "BITCOIN", "BTC",
                                    "ETHEREUM", "ETH",
                                    "ETHER", "ETH",
                                    "SOLANA", "SOL",
                                    "RIPPLE", "XRP",
                                    "LITECOIN", "LTC",
                                    "CARDANO", "ADA",
                                    "DOGECOIN", "DOGE",
                                    "TRON", "TRX",
                                    "MONERO", "XMR")
                                    .entrySet()
                                    .stream())
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    /** Two names and more, as BTC-USDT or BITSTAMP_SPOT_BTC_USD. */
    private static final Pattern PARTED = Pattern.compile("[A-Z]{2,}(?:[-_/:][A-Z0-9]{2,})+");

    private Symbol() {}

    /**
     * Whether a word for an asset, or a name of a market, is surely of another asset than a pair's.
     * A number, or a word that nobody knows, is not.
     */
    public static boolean isOther(String asset, Pair pair) {
        String name = asset.toUpperCase(Locale.ROOT).replace("XBT", "BTC");
        if (PARTED.matcher(name).matches()) {
            boolean isMarket =
                    Arrays.stream(name.split("[^A-Z0-9]"))
                            .anyMatch(word ->
                                    COINS.containsKey(word)
                                            || DOLLARS.contains(word)
                                            || OTHERS.contains(word));
            return isMarket && !mayBe(name, pair);
        }
        String coin = COINS.get(name);
        return coin != null && !coin.equals(pair.base()) && !coin.equals(pair.quote());
    }

    /** Whether a word names a market, as ETHUSDT, XETHZUSD or ETH-USD do, and surely another. */
    public static boolean isOtherMarket(String word, Pair pair) {
        String name = word.toUpperCase(Locale.ROOT).replace("XBT", "BTC");
        if (PARTED.matcher(name).matches()) {
            return isOther(word, pair);
        }
        boolean isMarket =
                Stream.concat(DOLLARS.stream(), OTHERS.stream())
                        .filter(name::endsWith)
                        .map(quote -> name.substring(0, name.length() - quote.length()))
                        .anyMatch(Symbol::isCoin);
        return isMarket && !mayBe(name, pair);
    }

    /** Kraken has an X before coins, and another letter before what follows. */
    private static boolean isCoin(String name) {
        return COINS.containsKey(name) || COINS.containsKey(name.replaceAll("^X|[XZ]$", ""));
    }

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
            return !isQuote(name.substring(0, at), pair);
        }
        // Kraken has a Z before currencies, as in XXBTZEUR
        String quote = words.getFirst().replaceFirst("^Z(?=[A-Z]{3}$)", "");
        boolean isOfDollars = DOLLARS.contains(pair.quote());
        return quote.equals(pair.quote())
                || !(OTHERS.contains(quote) || (!isOfDollars && DOLLARS.contains(quote)));
    }

    /** Whether what stands before a base asset is another coin, which it then is the price of. */
    private static boolean isQuote(String before, Pair pair) {
        String last = before.replaceFirst("[^A-Z]+$", "").replaceFirst(".*[^A-Z]", "");
        // Kraken has an X before coins, as in XETHXXBT
        return Stream.of(last, last.replaceAll("^X|X$", ""))
                .map(COINS::get)
                .anyMatch(coin -> coin != null && !coin.equals(pair.base()));
    }
}
