package lab.lancer.imports;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.domain.Candle;
import lab.domain.EventTime;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.candle.CandleBook;
import lab.lancer.warm.ImportedCandle;
import org.jspecify.annotations.Nullable;

/**
 * Candles of one minute, made of a file's trades by the rules by which the lab makes its own. A
 * trade without a number of its exchange's is numbered as it comes.
 */
final class TradeCandles {
    /** So many trades back, a number given twice is looked at for what it says. */
    private static final int REMEMBERED = 100_000;

    private static final int ID_DIGITS_MAX = 18;

    private final CandleBook book;
    private final List<ImportedCandle> made = new ArrayList<>();
    private final Map<String, Content> recent =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Content> eldest) {
                    return size() > REMEMBERED;
                }
            };
    private @Nullable Boolean isNumbered;
    private long count;

    /** What a trade says. */
    private record Content(long time, long price, long size) {}

    TradeCandles(Pair pair) {
        this.book = new CandleBook(pair);
    }

    /**
     * Takes a trade in.
     *
     * @return whether it was not there already
     * @throws IllegalArgumentException if it cannot be one, or comes too late
     */
    boolean add(TradeRow trade) {
        var content =
                new Content(
                        EventTime.toMicros(trade.time()),
                        units("price", trade.price()),
                        units("amount", trade.size()));
        Optional<String> id = trade.id();
        long number = number(id);
        if (id.isPresent()) {
            Content known = recent.get(id.get());
            if (known != null && !known.equals(content)) {
                throw new IllegalArgumentException(
                        "id %s: must be of one trade, was given before with other content"
                                .formatted(id.get()));
            }
            if (known != null) {
                return false;
            }
            recent.put(id.get(), content);
        }
        CandleBook.Outcome outcome =
                book.add(
                        number,
                        content.time(),
                        content.time(),
                        content.price(),
                        content.size(),
                        this::take);
        return switch (outcome) {
            case CandleBook.Outcome.Counted _ -> true;
            case CandleBook.Outcome.Repeated _ -> false;
            case CandleBook.Outcome.Late(long lateBy, var missed) -> {
                if (missed.contains(Interval.ONE_MINUTE)) {
                    throw new IllegalArgumentException(
                            "time: must be at most an hour behind the trades before it, was %d s; sort"
                                            .formatted(lateBy / 1_000_000)
                                    + " the file by time");
                }
                yield true;
            }
        };
    }

    private static long units(String what, BigDecimal value) {
        if (value.signum() <= 0) {
            throw new IllegalArgumentException(
                    "%s: must be above zero, was %s".formatted(what, value));
        }
        return ImportedCandle.contract(what, value).unscaledValue().longValueExact();
    }

    private long number(Optional<String> id) {
        boolean isNumber = id.isPresent() && isNumber(id.get());
        if (isNumbered == null) {
            isNumbered = isNumber;
        }
        if (isNumbered && !isNumber) {
            throw new IllegalArgumentException(
                    "id: must be a number as in the first row, was \"%s\""
                            .formatted(id.orElse("")));
        }
        return isNumbered ? Long.parseLong(id.orElseThrow()) : ++count;
    }

    private static boolean isNumber(String id) {
        return !id.isEmpty()
                && id.length() <= ID_DIGITS_MAX
                && id.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private void take(Candle candle) {
        if (candle.interval() == Interval.ONE_MINUTE) {
            made.add(ImportedCandle.of(candle));
        }
    }

    /** The file has ended, and its last minute with it. */
    void end() {
        book.heartbeat(Long.MAX_VALUE, 0, true, this::take);
    }

    /** The candles that are new or have changed since the last call. */
    List<ImportedCandle> takeMade() {
        if (made.isEmpty()) {
            return List.of();
        }
        List<ImportedCandle> taken = List.copyOf(made);
        made.clear();
        return taken;
    }
}
