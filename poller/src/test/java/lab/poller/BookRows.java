package lab.poller;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import lab.domain.Pair;
import lab.domain.Side;
import lab.domain.book.BookLevel;
import lab.domain.book.BookView;
import lab.domain.book.FollowedBook;
import lab.domain.book.OrderBook;
import lab.poller.feed.MarketEvent;
import lab.poller.feed.MarketFeed;
import lab.poller.feed.Taken;
import lab.poller.position.FeedPosition;

/** The order books of a recording as rows that other programs write as well. */
final class BookRows {
    private BookRows() {}

    /** A row for each second of receipt and each book that there is. */
    static List<String> of(MarketFeed feed) throws Exception {
        NavigableMap<Pair, FollowedBook> books = new TreeMap<>();
        List<String> rows = new ArrayList<>();
        feed.start(FeedPosition.beginning().feed());
        long second = 0;
        while (true) {
            Taken taken = feed.take(Duration.ZERO);
            if (taken instanceof Taken.Ended) {
                tell(second, books, rows);
                return rows;
            }
            if (taken instanceof Taken.Frame frame) {
                long received = frame.received().getEpochSecond();
                if (second > 0 && received > second) {
                    tell(second, books, rows);
                }
                second = received;
                take(frame.event(), books);
            }
        }
    }

    private static void take(MarketEvent frame, NavigableMap<Pair, FollowedBook> books) {
        if (frame instanceof MarketEvent.BookGiven(var snapshot)) {
            books.computeIfAbsent(snapshot.pair(), _ -> new FollowedBook()).take(snapshot);
        } else if (frame instanceof MarketEvent.BookChanged(var change)
                && (change.ids().isPresent() || books.containsKey(change.pair()))) {
            books.computeIfAbsent(change.pair(), _ -> new FollowedBook()).take(change);
        } else if (frame instanceof MarketEvent.BookBroken(var pair, var reason)) {
            pair.map(books::get).ifPresent(book -> book.lose(reason));
        }
    }

    private static void tell(long second, NavigableMap<Pair, FollowedBook> books, List<String> rows)
            throws Exception {
        for (var entry : books.entrySet()) {
            rows.add(row(second, entry.getKey(), entry.getValue().view()));
        }
    }

    static String row(long second, Pair pair, BookView view) throws Exception {
        String row =
                switch (view) {
                    case BookView.Known(var book) -> row(book);
                    case BookView.Unknown _ -> "unknown";
                };
        return "%d,%s,%s".formatted(second, pair, row);
    }

    private static String row(OrderBook book) throws Exception {
        List<String> lines = new ArrayList<>();
        List<String> cells = new ArrayList<>();
        for (Side side : Side.values()) {
            cells.add(Integer.toString(book.levels(side)));
        }
        for (Side side : Side.values()) {
            for (BookLevel level : book.top(side, Integer.MAX_VALUE)) {
                lines.add(level.price() + " " + level.size());
            }
            cells.add(book.best(side).map(level -> level.price().toString()).orElse("0"));
            cells.add(book.best(side).map(level -> level.size().toString()).orElse("0"));
        }
        byte[] digest =
                MessageDigest.getInstance("SHA-256")
                        .digest(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        cells.add(HexFormat.of().formatHex(digest, 0, 8));
        return String.join(",", cells);
    }
}
