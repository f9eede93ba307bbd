package lab.domain.book;

import static lab.domain.Checks.broken;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;

/** The levels of one pair, best first. Whoever holds it sees them change. */
public final class OrderBook {
    /** An exchange's largest books have some ten thousand. */
    public static final int LEVELS_MAX = 200_000;

    private final NavigableMap<Price, Quantity> bids = new TreeMap<>(Comparator.reverseOrder());
    private final NavigableMap<Price, Quantity> asks = new TreeMap<>();

    private OrderBook() {}

    OrderBook(BookSnapshot snapshot) {
        snapshot.bids().forEach(level -> put(Side.BUY, level.price(), level.size()));
        snapshot.asks().forEach(level -> put(Side.SELL, level.price(), level.size()));
    }

    void apply(BookChange change) {
        for (LevelChange level : change.levels()) {
            if (level.size().isPositive()) {
                put(level.side(), level.price(), level.size());
            } else {
                side(level.side()).remove(level.price());
            }
        }
    }

    private void put(Side side, Price price, Quantity size) {
        NavigableMap<Price, Quantity> levels = side(side);
        levels.put(price, size);
        if (levels.size() > LEVELS_MAX) {
            throw broken("book: must have at most %d levels a side, has more", LEVELS_MAX);
        }
    }

    public Optional<BookLevel> best(Side side) {
        return Optional.ofNullable(side(side).firstEntry()).map(OrderBook::level);
    }

    /** So many of the best levels, the best first. */
    public List<BookLevel> top(Side side, int depth) {
        return side(side).entrySet().stream().limit(depth).map(OrderBook::level).toList();
    }

    public int levels(Side side) {
        return side(side).size();
    }

    /** Why it can be no exchange's book: somebody would pay what somebody asks. */
    Optional<String> crossed() {
        return best(Side.BUY)
                .flatMap(bid ->
                        best(Side.SELL)
                                .filter(ask -> bid.price().compareTo(ask.price()) >= 0)
                                .map(ask ->
                                        "crossed: the best bid %s must be below the best ask %s"
                                                .formatted(bid.price(), ask.price())));
    }

    /**
     * Whether another book has the same levels, as far as a snapshot of it went: an exchange gives
     * the best so many, and nobody can say from it what lies beyond.
     */
    boolean equalsWithin(BookSnapshot range, OrderBook other) {
        return equalsUpTo(worst(range.bids(), false), bids, other.bids)
                && equalsUpTo(worst(range.asks(), true), asks, other.asks);
    }

    private static Optional<Price> worst(List<BookLevel> levels, boolean isHighest) {
        Comparator<Price> order = Comparator.naturalOrder();
        return levels.stream().map(BookLevel::price).max(isHighest ? order : order.reversed());
    }

    private static boolean equalsUpTo(
            Optional<Price> worst,
            NavigableMap<Price, Quantity> one,
            NavigableMap<Price, Quantity> other) {
        return worst.isEmpty()
                || one.headMap(worst.get(), true).equals(other.headMap(worst.get(), true));
    }

    private NavigableMap<Price, Quantity> side(Side side) {
        return side == Side.BUY ? bids : asks;
    }

    private static BookLevel level(Map.Entry<Price, Quantity> entry) {
        return new BookLevel(entry.getKey(), entry.getValue());
    }

    void write(DataOutput out) throws IOException {
        BookBytes.write(out, top(Side.BUY, bids.size()));
        BookBytes.write(out, top(Side.SELL, asks.size()));
    }

    static OrderBook read(DataInput in) throws IOException {
        var book = new OrderBook();
        BookBytes.levels(in).forEach(level -> book.put(Side.BUY, level.price(), level.size()));
        BookBytes.levels(in).forEach(level -> book.put(Side.SELL, level.price(), level.size()));
        return book;
    }
}
