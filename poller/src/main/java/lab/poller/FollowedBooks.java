package lab.poller;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
final class FollowedBooks {
    private static final Logger log = LoggerFactory.getLogger(FollowedBooks.class);
    private static final int BOOKS_MAX = 1_000;

    private final Map<Pair, FollowedBook> books = new HashMap<>();
    private final Counts counts;
    private volatile BookHealth health = BookHealth.NONE;

    FollowedBooks(Counts counts) {
        this.counts = counts;
    }

    void take(BookSnapshot snapshot) {
        Pair pair = snapshot.pair();
        counts.bookSnapshots.increment();
        if (!books.containsKey(pair) && books.size() >= BOOKS_MAX) {
            counts.bookUnused.increment();
            return;
        }
        FollowedBook book = books.computeIfAbsent(pair, _ -> new FollowedBook());
        tell(pair, book, book.take(snapshot));
        look();
    }

    void take(BookChange change) {
        FollowedBook book = books.get(change.pair());
        if (book == null) {
            counts.bookUnused.increment();
            return;
        }
        tell(change.pair(), book, book.take(change));
    }

    /**
     * Hears of a frame that could not be read.
     *
     * @return whether the book was in step: then somebody relied on it, and it is not any more
     */
    boolean lose(Optional<Pair> pair, String reason) {
        FollowedBook book = pair.map(books::get).orElse(null);
        if (book == null) {
            counts.bookUnused.increment();
            return false;
        }
        BookOutcome outcome = book.lose(reason);
        tell(pair.orElseThrow(), book, outcome);
        return outcome == BookOutcome.LOST;
    }

    /** Hears that something was lost and nobody knows of which book. */
    void loseAll(String reason) {
        books.forEach((pair, book) -> {
            if (book.lose(reason) == BookOutcome.LOST) {
                tell(pair, book, BookOutcome.LOST);
            }
        });
    }

    BookHealth health() {
        return health;
    }

    private void tell(Pair pair, FollowedBook book, BookOutcome outcome) {
        switch (outcome) {
            case APPLIED -> counts.bookChanges.increment();
            case DIFFERED -> {
                counts.bookMismatches.increment();
                log.warn("book differed from the exchange's snapshot pair={}", pair);
            }
            case LOST -> {
                counts.bookLosses.increment();
                log.warn("book out of step pair={} reason={}", pair, reason(book));
                look();
            }
            case UNUSED -> counts.bookUnused.increment();
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
