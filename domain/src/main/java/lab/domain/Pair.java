package lab.domain;

import static lab.domain.Checks.broken;

/**
 * What is traded against what, as exchanges write it: {@code BTC-USD} is bitcoin priced in dollars.
 *
 * @param name base and quote asset, each 1 to 16 of {@code A-Z 0-9}, with a hyphen between
 */
public record Pair(String name) implements Comparable<Pair> {
    public Pair {
        int hyphen = name.indexOf('-');
        if (!Asset.isCode(name, 0, hyphen) || !Asset.isCode(name, hyphen + 1, name.length())) {
            throw broken("pair: must be two assets such as BTC-USD, was %s", Decimal8.quoted(name));
        }
    }

    public String base() {
        return name.substring(0, name.indexOf('-'));
    }

    public String quote() {
        return name.substring(name.indexOf('-') + 1);
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
