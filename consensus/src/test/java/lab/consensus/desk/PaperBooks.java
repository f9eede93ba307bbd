package lab.consensus.desk;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.book.BookEntry;
import lab.domain.book.BookLevel;
import lab.domain.book.LevelChange;

/**
 * Order books around made-up prices: snapshots in one or two parts, changes, some of them with an
 * older time, and now and then a loss with nothing behind it for a while.
 */
final class PaperBooks {
    private static final int LEVELS = 6;

    private final Random random;
    private final Map<Pair, List<LevelChange>> shown = new HashMap<>();

    PaperBooks(long seed) {
        this.random = new Random(seed);
    }

    /** What is said of a pair's book at a trade. */
    List<BookEntry> next(Pair pair, BigDecimal price, Instant time, boolean leansToBid) {
        List<LevelChange> levels = levels(price, leansToBid);
        List<LevelChange> before = shown.put(pair, levels);
        if (random.nextInt(40) == 0) {
            shown.remove(pair);
            return List.of(entry(pair, time, new BookEntry.Lost("the connection was lost")));
        }
        if (before == null) {
            if (random.nextInt(8) > 0) {
                shown.remove(pair);
                return List.of();
            }
            return snapshot(pair, time, levels);
        }
        if (random.nextInt(60) == 0) {
            return snapshot(pair, time, levels);
        }
        List<LevelChange> changes = new ArrayList<>();
        before.forEach(it -> changes.add(new LevelChange(it.side(), it.price(), Quantity.of("0"))));
        changes.addAll(levels);
        Instant said = random.nextInt(10) == 0 ? time.minusMillis(1_300) : time;
        return List.of(
                entry(pair, said, new BookEntry.Changed(List.copyOf(changes), Optional.empty())));
    }

    private List<LevelChange> levels(BigDecimal price, boolean leansToBid) {
        List<LevelChange> levels = new ArrayList<>();
        for (int i = 1; i <= LEVELS; i++) {
            BigDecimal away = new BigDecimal("0.01").multiply(BigDecimal.valueOf(i));
            int bid = (leansToBid ? 20 : 1) + random.nextInt(15);
            int ask = (leansToBid ? 1 : 20) + random.nextInt(15);
            levels.add(level(Side.BUY, price.subtract(away), bid));
            levels.add(level(Side.SELL, price.add(away), ask));
        }
        return levels;
    }

    private static LevelChange level(Side side, BigDecimal price, int size) {
        return new LevelChange(
                side, Price.of(price.toPlainString()), Quantity.of(Integer.toString(size)));
    }

    private List<BookEntry> snapshot(Pair pair, Instant time, List<LevelChange> levels) {
        List<BookLevel> bids = of(levels, Side.BUY);
        List<BookLevel> asks = of(levels, Side.SELL);
        if (random.nextBoolean()) {
            return List.of(entry(pair, time, part(1, 1, bids, asks)));
        }
        return List.of(
                entry(pair, time, part(1, 2, bids, List.of())),
                entry(pair, time, part(2, 2, List.of(), asks)));
    }

    private static BookEntry.SnapshotPart part(
            int part, int parts, List<BookLevel> bids, List<BookLevel> asks) {
        return new BookEntry.SnapshotPart(part, parts, OptionalLong.empty(), bids, asks);
    }

    private static List<BookLevel> of(List<LevelChange> levels, Side side) {
        return levels.stream()
                .filter(it -> it.side() == side)
                .map(it -> new BookLevel(it.price(), it.size()))
                .toList();
    }

    private static BookEntry entry(Pair pair, Instant time, BookEntry.Said said) {
        return new BookEntry(pair, "paper", "paper", OptionalLong.empty(), time, time, said);
    }
}
