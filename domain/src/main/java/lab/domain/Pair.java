package lab.domain;

import static lab.domain.Checks.broken;

import java.util.Optional;

/**
 * What is traded against what, as exchanges write it: {@code BTC-USD} is bitcoin priced in dollars.
 *
 * <p>Where a lab follows more than one exchange the venue is part of what a market is: {@code
 * BTC-USDT@binance}. Pairs of the lab's own exchange have none in their names.
 *
 * @param name base and quote asset, each 1 to 16 of {@code A-Z 0-9}, with a hyphen between; perhaps
 *     with {@code @} and a venue behind, 1 to 16 of {@code a-z 0-9}
 */
public record Pair(String name) implements Comparable<Pair> {
    private static final char AT = '@';

    public Pair {
        int hyphen = name.indexOf('-');
        int end = endOfAssets(name);
        if (!Asset.isCode(name, 0, hyphen)
                || !Asset.isCode(name, hyphen + 1, end)
                || !(end == name.length() || isVenue(name, end + 1))) {
            throw noPair(name);
        }
    }

    /** A pair as its exchange itself calls it: no venue is in the name. */
    public static Pair ofExchange(String name) {
        if (name.indexOf(AT) >= 0) {
            throw noPair(name);
        }
        return new Pair(name);
    }

    private static IllegalArgumentException noPair(String name) {
        return broken("pair: must be two assets such as BTC-USD, was %s", Decimal8.quoted(name));
    }

    private static int endOfAssets(String name) {
        int at = name.indexOf(AT);
        return at < 0 ? name.length() : at;
    }

    /** Whether a pair's name may have this behind its {@code @}. */
    public static boolean isVenue(String text) {
        return isVenue(text, 0);
    }

    private static boolean isVenue(String text, int from) {
        int length = text.length() - from;
        return length >= 1
                && length <= Asset.LENGTH_MAX
                && text.chars()
                        .skip(from)
                        .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    }

    public String base() {
        return name.substring(0, name.indexOf('-'));
    }

    public String quote() {
        return name.substring(name.indexOf('-') + 1, endOfAssets(name));
    }

    /** Where it is traded, unless that is the lab's own exchange. */
    public Optional<String> venue() {
        int end = endOfAssets(name);
        return end == name.length() ? Optional.empty() : Optional.of(name.substring(end + 1));
    }

    /** The same assets at a venue. */
    public Pair at(String venue) {
        return new Pair(name.substring(0, endOfAssets(name)) + AT + venue);
    }

    /** The same assets, as their exchange itself calls them. */
    public Pair withoutVenue() {
        int end = endOfAssets(name);
        return end == name.length() ? this : new Pair(name.substring(0, end));
    }

    @Override
    public int compareTo(Pair other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
