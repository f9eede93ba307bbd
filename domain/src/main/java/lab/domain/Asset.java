package lab.domain;

import static lab.domain.Checks.broken;

/**
 * What a balance is of: {@code BTC}, {@code USD}.
 *
 * @param code 1 to 16 of {@code A-Z 0-9}
 */
public record Asset(String code) implements Comparable<Asset> {
    static final int LENGTH_MAX = 16;

    public Asset {
        if (!isCode(code, 0, code.length())) {
            throw broken(
                    "asset: must be 1 to %d of A-Z 0-9, was %s", LENGTH_MAX, Decimal8.quoted(code));
        }
    }

    static boolean isCode(String text, int from, int to) {
        if (to - from < 1 || to - from > LENGTH_MAX) {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < 'A' || c > 'Z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(Asset other) {
        return code.compareTo(other.code);
    }

    @Override
    public String toString() {
        return code;
    }
}
