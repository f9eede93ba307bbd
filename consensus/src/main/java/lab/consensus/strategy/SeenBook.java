package lab.consensus.strategy;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import lab.domain.book.BookFeatures;
import lab.domain.book.BookTop;

/**
 * What a strategy sees of a pair's order book. Of a book that is not in step there are no numbers:
 * it is Unknown, and says why.
 *
 * @param top the best levels of the book behind all that was said of it up to the decision
 * @param seconds what it was at the end of its newest seconds, oldest first; a second in which
 *     nothing was said is not there
 * @param minutes the same of its newest minutes
 */
public record SeenBook(
        Knowable<BookTop> top, List<BookFeatures> seconds, List<BookFeatures> minutes) {
    public SeenBook {
        seconds = List.copyOf(seconds);
        minutes = List.copyOf(minutes);
    }

    /** There is none to be seen. */
    public static SeenBook unknown(String reason) {
        return new SeenBook(new Knowable.Unknown<>(reason), List.of(), List.of());
    }

    /**
     * The mean of a number over the newest windows, such as {@code mean(view.book().seconds(), 30,
     * top -> top.near().imbalance())}. Not known unless the book is, and was at the end of each.
     */
    public Knowable<Double> mean(
            List<BookFeatures> windows, int newest, Function<BookTop, BigDecimal> number) {
        if (top instanceof Knowable.Unknown<BookTop>(var reason)) {
            return new Knowable.Unknown<>(reason);
        }
        if (newest < 1 || windows.size() < newest) {
            return new Knowable.Unknown<>("too few windows of the book");
        }
        double sum = 0;
        for (BookFeatures window : windows.subList(windows.size() - newest, windows.size())) {
            switch (window.said()) {
                case BookFeatures.Said.Known(BookTop best) ->
                        sum += number.apply(best).doubleValue();
                case BookFeatures.Said.Unknown(String reason) -> {
                    return new Knowable.Unknown<>("the book was not known: " + reason);
                }
            }
        }
        return new Knowable.Known<>(sum / newest, windows.getLast().end());
    }
}
