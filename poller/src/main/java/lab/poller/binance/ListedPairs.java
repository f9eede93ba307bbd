package lab.poller.binance;

import static lab.domain.Checks.check;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lab.domain.Pair;

/**
 * Which pair a symbol means. The exchange writes BTCUSDT, and where the base asset ends cannot be
 * seen from that, so pairs are listed and never guessed.
 */
public final class ListedPairs {
    private static final List<String> QUOTED_IN_USDT =
            List.of(
                    "AAVE", "ADA", "ALGO", "APT", "ARB", "ATOM", "AVAX", "BCH", "BLZ", "BNB", "BTC",
                    "CRV", "DOGE", "DOT", "ETC", "ETH", "FIL", "HBAR", "ICP", "INJ", "LINK", "LRC",
                    "LTC", "NEAR", "NKN", "OP", "PEPE", "POL", "RUNE", "SHIB", "SOL", "SUI", "TON",
                    "TRX", "UNI", "WIF", "XLM", "XMR", "XRP", "ZEC");
    private static final List<String> OTHERS =
            List.of(
                    "ADA-BTC",
                    "ADA-EUR",
                    "BLZ-ETH",
                    "BNB-BTC",
                    "BNB-ETH",
                    "BNB-EUR",
                    "BTC-EUR",
                    "BTC-FDUSD",
                    "BTC-TRY",
                    "BTC-USDC",
                    "DOGE-BTC",
                    "DOGE-EUR",
                    "DOGE-USDC",
                    "ETH-BTC",
                    "ETH-EUR",
                    "ETH-FDUSD",
                    "ETH-USDC",
                    "EUR-USDT",
                    "FDUSD-USDT",
                    "LINK-BTC",
                    "LRC-BTC",
                    "LTC-BTC",
                    "RUNE-EUR",
                    "SOL-BTC",
                    "SOL-ETH",
                    "SOL-EUR",
                    "SOL-USDC",
                    "USDC-USDT",
                    "USDT-TRY",
                    "XRP-BTC",
                    "XRP-EUR",
                    "XRP-USDC");

    private final Map<String, Pair> bySymbol = new HashMap<>();

    private ListedPairs(Collection<Pair> pairs) {
        for (Pair pair : pairs) {
            Pair before = bySymbol.putIfAbsent(symbol(pair), pair);
            check(
                    before == null || before.equals(pair),
                    "pairs: must have different symbols, %s and %s have the same",
                    before,
                    pair);
        }
    }

    /** These and no others. */
    public static ListedPairs of(Collection<Pair> pairs) {
        return new ListedPairs(pairs);
    }

    /** Those that the lab knows by itself, and these. */
    public static ListedPairs usualAnd(Collection<Pair> pairs) {
        Map<String, Pair> all = new HashMap<>();
        Stream.concat(QUOTED_IN_USDT.stream().map(base -> base + "-USDT"), OTHERS.stream())
                .map(Pair::new)
                .forEach(pair -> all.put(symbol(pair), pair));
        pairs.forEach(pair -> all.put(symbol(pair), pair));
        return new ListedPairs(all.values());
    }

    /**
     * Lists one more; it stays listed, for frames of it may be on their way when nobody wants it
     * any more. One thread adds, and asks.
     *
     * @return another that has its symbol, if there is one: then it is not listed
     */
    Optional<Pair> add(Pair pair) {
        return Optional.ofNullable(bySymbol.putIfAbsent(symbol(pair), pair))
                .filter(other -> !other.equals(pair));
    }

    Optional<Pair> pair(String symbol) {
        return Optional.ofNullable(bySymbol.get(symbol));
    }

    /** As in frames and questions. */
    static String symbol(Pair pair) {
        return pair.base() + pair.quote();
    }

    /** As in names of streams. */
    static String streamName(Pair pair) {
        return symbol(pair).toLowerCase(Locale.ROOT);
    }
}
