package lab.poller.books;

import java.util.Optional;

/**
 * How the order books of a feed are.
 *
 * @param pairs of which there was a snapshot, or a change that can be joined to one
 * @param inStep how many of them are known
 * @param trouble why one of the others is not
 */
public record BookHealth(int pairs, int inStep, Optional<String> trouble) {
    static final BookHealth NONE = new BookHealth(0, 0, Optional.empty());
}
