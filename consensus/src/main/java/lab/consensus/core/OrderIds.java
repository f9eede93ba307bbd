package lab.consensus.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import lab.domain.Account;
import lab.domain.OrderId;
import lab.domain.Pair;

/**
 * The names of requests: the same decision has the same name, however often it is made.
 *
 * <p>An order is {@code momentum:BTC-USD:20260102T030415Z}: the strategy, whose account has its
 * name, the pair and the time of the decision. A venue stands behind a dot, since ids have no
 * {@code @}: {@code momentum:BTC-USD.kraken:20260102T030415Z}. Where that is too long, a hash of it
 * stands in.
 */
public final class OrderIds {
    /** Of the one request that funds an account. */
    public static final OrderId FUND = new OrderId("fund");

    private static final int LENGTH_MAX = 64;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private OrderIds() {}

    public static OrderId of(Account account, String strategy, Pair pair, Instant decision) {
        String who = account.name().equals(strategy) ? strategy : account.name() + '.' + strategy;
        String what = who + ':' + pair.name().replace('@', '.');
        String time = TIME.format(decision);
        String text = what + ':' + time;
        return new OrderId(text.length() <= LENGTH_MAX ? text : hash(what) + ':' + time);
    }

    private static String hash(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
