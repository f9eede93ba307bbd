package lab.consensus.audit.performance;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lab.domain.Pair;

/** The last known price of every pair, while one goes through time. */
public final class LastPrices {
    static final int PLACES = 8;
    private static final BigDecimal SAME = BigDecimal.ONE;

    private final Map<String, BigDecimal> closes = new HashMap<>();

    public void close(String pair, BigDecimal price) {
        closes.put(pair, price);
    }

    /** A fill's price tells what a pair is worth until its first candle is closed. */
    void fill(String pair, BigDecimal price) {
        closes.putIfAbsent(pair, price);
    }

    /** What one of an asset is worth; over one other asset, if they have no pair of their own. */
    Optional<BigDecimal> rate(String asset, String currency) {
        if (asset.equals(currency)) {
            return Optional.of(SAME);
        }
        return direct(asset, currency).or(() -> over(asset, currency));
    }

    /** By the lab's own exchange; where that has no such pair, by the first venue that has. */
    private Optional<BigDecimal> direct(String asset, String currency) {
        String own = asset + '-' + currency;
        BigDecimal close = closes.get(own);
        return close != null
                ? Optional.of(close)
                : closes.entrySet().stream()
                        .filter(it -> it.getKey().startsWith(own + '@'))
                        .min(Map.Entry.comparingByKey())
                        .map(Map.Entry::getValue);
    }

    private Optional<BigDecimal> over(String asset, String currency) {
        return closes.entrySet().stream()
                .filter(it -> base(it.getKey()).equals(asset))
                .filter(it -> direct(quote(it.getKey()), currency).isPresent())
                .min(Map.Entry.comparingByKey())
                .map(it ->
                        it.getValue().multiply(direct(quote(it.getKey()), currency).orElseThrow()));
    }

    /** What an amount is worth, with 8 places. */
    Optional<BigDecimal> worth(BigDecimal amount, String asset, String currency) {
        return rate(asset, currency).map(rate -> rounded(amount.multiply(rate)));
    }

    public static BigDecimal rounded(BigDecimal money) {
        return money.setScale(PLACES, RoundingMode.HALF_EVEN);
    }

    public static String base(String pair) {
        return new Pair(pair).base();
    }

    public static String quote(String pair) {
        return new Pair(pair).quote();
    }
}
