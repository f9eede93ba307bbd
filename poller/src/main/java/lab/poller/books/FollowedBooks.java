package lab.poller.books;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import lab.domain.Pair;
import lab.domain.book.BookChange;
import lab.domain.book.BookOutcome;
import lab.domain.book.BookSnapshot;
import lab.domain.book.BookView;
import lab.domain.book.FollowedBook;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order books that a feed tells of, each in step or Unknown. One thread feeds it, any thread
 * may ask how the books are.
 */
public final class FollowedBooks {
    private static final Logger log = LoggerFactory.getLogger(FollowedBooks.class);
    private static final int BOOKS_MAX = 1_000;

    private final Map<Pair, FollowedBook> books = new HashMap<>();
    private final BookCounts counts = new BookCounts();
    private volatile BookHealth health = BookHealth.NONE;

    public BookCounts counts() {
        return counts;
    }

    /** Takes a snapshot; says whether the book is in step behind it. */
    public boolean take(BookSnapshot snapshot) {
        counts.snapshots.increment();
        boolean isInStep = follow(snapshot.pair(), true, book -> book.take(snapshot));
        look();
        return isInStep;
    }

    /**
     * Takes a change; says whether the book is in step behind it. Changes with numbers are held for
     * a snapshot that comes later, so one of them is enough to follow a book.
     */
    public boolean take(BookChange change) {
        return follow(change.pair(), change.ids().isPresent(), book -> book.take(change));
    }

    private boolean follow(
            Pair pair, boolean isBeginning, Function<FollowedBook, BookOutcome> change) {
        FollowedBook book = books.get(pair);
        if (book == null) {
            if (!isBeginning || books.size() >= BOOKS_MAX) {
                counts.unused.increment();
                return false;
            }
            book = new FollowedBook();
            books.put(pair, book);
            look();
        }
        tell(pair, book, change.apply(book));
        return book.view() instanceof BookView.Known;
    }

    /**
     * Hears of a frame that could not be read.
     *
     * @return whether the book was in step: then somebody relied on it, and it is not any more
     */
    public boolean lose(Optional<Pair> pair, String reason) {
        FollowedBook book = pair.map(books::get).orElse(null);
        if (book == null) {
            counts.unused.increment();
            return false;
        }
        BookOutcome outcome = book.lose(reason);
        tell(pair.orElseThrow(), book, outcome);
        return outcome == BookOutcome.LOST;
    }

    /**
     * Hears that something was lost and nobody knows of which book. Where updates are numbered, the
     * next one shows whether it was of that book.
     */
    public void loseAll(String reason) {
        loseIf(book -> !book.isNumbered(), reason);
    }

    /** A book that nobody tells of any more is none. */
    public void forget(Pair pair) {
        if (books.remove(pair) != null) {
            look();
        }
    }

    /** Hears that nothing can be heard of any book. */
    public void disconnected(String reason) {
        loseIf(_ -> true, reason);
    }

    private void loseIf(Predicate<FollowedBook> isLost, String reason) {
        books.forEach((pair, book) -> {
            if (isLost.test(book) && book.lose(reason) == BookOutcome.LOST) {
                tell(pair, book, BookOutcome.LOST);
            }
        });
    }

    public BookHealth health() {
        return health;
    }

    private void tell(Pair pair, FollowedBook book, BookOutcome outcome) {
        switch (outcome) {
            case APPLIED -> counts.changes.increment();
            case DIFFERED -> {
                counts.mismatches.increment();
                log.warn("book differed from the exchange's snapshot pair={}", pair);
            }
            case LOST -> {
                counts.losses.increment();
                log.warn("book out of step pair={} reason={}", pair, reason(book));
                look();
            }
            case UNUSED -> counts.unused.increment();
            case JOINED, CONFIRMED, OLD, WAITS -> {}
        }
    }

    private void look() {
        int inStep = 0;
        Optional<String> trouble = Optional.empty();
        for (Map.Entry<Pair, FollowedBook> entry : books.entrySet()) {
            switch (entry.getValue().view()) {
                case BookView.Known _ -> inStep++;
                case BookView.Unknown(var reason) ->
                        trouble = Optional.of(entry.getKey() + ": " + reason);
            }
        }
        health = new BookHealth(books.size(), inStep, trouble);
    }

    private static String reason(FollowedBook book) {
        return book.view() instanceof BookView.Unknown(var reason) ? reason : "";
    }
}
