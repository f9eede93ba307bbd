package lab.domain.book;

import static lab.domain.Checks.check;

/**
 * The numbers of the updates that one change holds, where an exchange numbers them.
 *
 * @param first not negative
 * @param last not below the first
 */
public record UpdateIds(long first, long last) {
    public UpdateIds {
        check(first >= 0, "first update id: must not be negative, was %d", first);
        check(last >= first, "last update id: must be at least %d, was %d", first, last);
    }
}
