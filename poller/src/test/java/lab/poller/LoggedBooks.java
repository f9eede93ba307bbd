package lab.poller;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import lab.domain.Pair;
import lab.domain.book.BookEntry;
import lab.domain.book.RebuiltBook;
import lab.poller.feed.MarketFeed;

/** The order books of a recording, rebuilt from the messages that it puts onto the bus. */
final class LoggedBooks {
    private LoggedBooks() {}

    /** A row for each second of receipt and each book that a snapshot was ever given of. */
    static List<String> of(MarketFeed feed) throws Exception {
        NavigableMap<Pair, RebuiltBook> books = new TreeMap<>();
        List<String> rows = new ArrayList<>();
        long second = 0;
        for (BookEntry entry : FeedRun.all(feed).books()) {
            long received = entry.received().getEpochSecond();
            if (second > 0 && received > second) {
                tell(second, books, rows);
            }
            second = received;
            books.computeIfAbsent(entry.pair(), _ -> new RebuiltBook()).take(entry);
        }
        tell(second, books, rows);
        return rows;
    }

    private static void tell(long second, NavigableMap<Pair, RebuiltBook> books, List<String> rows)
            throws Exception {
        for (Map.Entry<Pair, RebuiltBook> entry : books.entrySet()) {
            if (entry.getValue().told().snapshots() > 0) {
                rows.add(BookRows.row(second, entry.getKey(), entry.getValue().view()));
            }
        }
    }
}
