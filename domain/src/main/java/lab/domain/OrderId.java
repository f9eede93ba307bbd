package lab.domain;

import static lab.domain.Checks.broken;

/**
 * The name that a sender gave a request, known once per account.
 *
 * @param text 1 to 64 of {@code A-Z a-z 0-9 . _ : -}
 */
public record OrderId(String text) implements Comparable<OrderId> {
    private static final int LENGTH_MAX = 64;

    public OrderId {
        if (!hasForm(text)) {
            throw broken(
                    "order_id: must be 1 to %d of A-Z a-z 0-9 . _ : -, was %s",
                    LENGTH_MAX, Decimal8.quoted(text));
        }
    }

    private static boolean hasForm(String text) {
        if (text.isEmpty() || text.length() > LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isLetter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            boolean isDigit = c >= '0' && c <= '9';
            if (!isLetter && !isDigit && c != '.' && c != '_' && c != ':' && c != '-') {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(OrderId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
