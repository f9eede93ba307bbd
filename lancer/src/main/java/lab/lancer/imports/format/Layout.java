package lab.lancer.imports.format;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Where in a row is what; columns count from 0.
 *
 * @param format its name, for people
 * @param symbol the column that names the pair, if there is one
 * @param candleEnd the column that says when a candle ends, if there is one
 * @param complete the column that says whether a candle had ended, where no header names it
 */
public record Layout(
        String format,
        Columns columns,
        OptionalInt symbol,
        OptionalInt candleEnd,
        OptionalInt complete) {
    public Layout(String format, Columns columns, OptionalInt symbol, OptionalInt candleEnd) {
        this(format, columns, symbol, candleEnd, OptionalInt.empty());
    }

    /**
     * Where the time is.
     *
     * @param date of the whole time, or of its date
     * @param timeOfDay where a file keeps the two apart
     * @param zone where each row says its own
     * @param isEnd whether it is the end of a candle, and not its begin
     */
    public record When(int date, OptionalInt timeOfDay, OptionalInt zone, boolean isEnd) {
        public static When at(int column) {
            return new When(column, OptionalInt.empty(), OptionalInt.empty(), false);
        }

        public static When at(int date, int timeOfDay) {
            return new When(date, OptionalInt.of(timeOfDay), OptionalInt.empty(), false);
        }

        /** The same of rows that say their zone. */
        public When in(OptionalInt column) {
            return new When(date, timeOfDay, column, isEnd);
        }

        /** The same of rows that say when a candle ends. */
        public When end() {
            return new When(date, timeOfDay, zone, true);
        }
    }

    /** What a row is. */
    public sealed interface Columns {
        When when();

        /** The columns of numbers. */
        List<Integer> numbers();
    }

    /** A candle that somebody made. */
    public record Candle(When when, int open, int high, int low, int close, int volume)
            implements Columns {
        @Override
        public List<Integer> numbers() {
            return List.of(open, high, low, close, volume);
        }
    }

    /**
     * A trade.
     *
     * @param id the exchange's, where the file has it; else trades are numbered as they come
     * @param received when somebody heard of it, where the file has that
     */
    public record Trade(When when, int price, int size, OptionalInt id, OptionalInt received)
            implements Columns {
        public Trade(When when, int price, int size, OptionalInt id) {
            this(when, price, size, id, OptionalInt.empty());
        }

        @Override
        public List<Integer> numbers() {
            return List.of(price, size);
        }
    }

    public static Layout of(String format, Columns columns) {
        return new Layout(format, columns, OptionalInt.empty(), OptionalInt.empty());
    }

    /** The last column that is needed. */
    public int last() {
        When when = columns.when();
        IntStream named =
                IntStream.of(
                        when.date(),
                        when.timeOfDay().orElse(0),
                        when.zone().orElse(0),
                        symbol.orElse(0),
                        candleEnd.orElse(0));
        IntStream ofTrade =
                columns instanceof Trade trade
                        ? IntStream.of(trade.id().orElse(0), trade.received().orElse(0))
                        : IntStream.empty();
        return IntStream.concat(
                        IntStream.concat(named, ofTrade),
                        columns.numbers().stream().mapToInt(Integer::intValue))
                .max()
                .orElseThrow();
    }
}
