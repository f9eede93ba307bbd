package lab.lancer.imports;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lab.lancer.imports.format.Header;
import lab.lancer.imports.format.Layout;

/**
 * What a row says beside its numbers: of which market and exchange it is, how long its candle is,
 * and whether that had ended.
 */
final class RowGuard {
    private static final Set<String> NOT = Set.of("false", "0", "no");

    /** Such as 5m, 15 min, 1hour, H4, 1DAY; a month and a minute share a letter. */
    private static final Pattern LENGTH =
            Pattern.compile(
                    "(?:pt)?([0-9]+) ?(s|sec|second|m|min|minute|t|h|hr|hour|d|day|w|week|mo|month)s?");

    private static final Pattern LETTER_FIRST = Pattern.compile("(s|m|min|h|d|w|mn)([0-9]+)");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    /** Of minutes, seconds or milliseconds. */
    private static final Set<String> MINUTES = Set.of("1", "60", "60000");

    private static final Set<String> OTHERS =
            Set.of("d", "w", "m", "day", "daily", "week", "weekly", "hour", "hourly");

    private static final String[] INTERVALS = {
        "interval",
        "timeframe",
        "time_frame",
        "resolution",
        "granularity",
        "candle_interval",
        "kline_interval",
        "bar_size",
        "period",
        "per"
    };
    private static final String[] FLAGS = {
        "confirm",
        "confirmed",
        "complete",
        "is_complete",
        "closed",
        "is_closed",
        "isclosed",
        "final",
        "is_final",
        "isfinal"
    };

    private final List<Constant> constants = new ArrayList<>();
    private final OptionalInt interval;
    private final OptionalInt complete;
    private final Optional<Instant> lastWhole;

    /** A column that must say the same in all rows. */
    private static final class Constant {
        private final String what;
        private final int column;
        private String first = "";

        private Constant(String what, int column) {
            this.what = what;
            this.column = column;
        }

        private void check(List<String> cells) {
            String here = cells.get(column);
            if (first.isEmpty()) {
                first = here;
            }
            if (!here.equals(first)) {
                throw new IllegalArgumentException(
                        "%s: must be %s as in the first row, was \"%s\""
                                .formatted(what, first, here));
            }
        }
    }

    /**
     * Of a file.
     *
     * @param asset the column that says of which asset a row is, where none names the pair
     * @param lastWhole the begin of the last candle that had ended, where the file says it
     */
    RowGuard(
            Layout layout,
            Optional<Header> header,
            OptionalInt asset,
            Optional<Instant> lastWhole) {
        this.lastWhole = lastWhole;
        layout.symbol().ifPresent(column -> constants.add(new Constant("symbol", column)));
        asset.ifPresent(column -> constants.add(new Constant("asset", column)));
        find(header, "exchange", "venue", "exchange_id")
                .ifPresent(column -> constants.add(new Constant("exchange", column)));
        boolean isOfCandles = layout.columns() instanceof Layout.Candle;
        this.interval = isOfCandles ? find(header, INTERVALS) : OptionalInt.empty();
        OptionalInt flag = layout.complete().isPresent() ? layout.complete() : find(header, FLAGS);
        this.complete = isOfCandles ? flag : OptionalInt.empty();
    }

    private static OptionalInt find(Optional<Header> header, String... names) {
        return header.map(it -> it.find(names)).orElse(OptionalInt.empty());
    }

    /**
     * Refuses a row that is of another market than the first, or no whole candle of a minute.
     *
     * @throws IllegalArgumentException if it is
     */
    void check(List<String> cells) {
        for (Constant constant : constants) {
            if (constant.column < cells.size()) {
                constant.check(cells);
            }
        }
        if (interval.isPresent()
                && interval.getAsInt() < cells.size()
                && isOther(cells.get(interval.getAsInt()))) {
            throw new IllegalArgumentException(
                    "interval: must be of one minute, is \"%s\""
                            .formatted(cells.get(interval.getAsInt())));
        }
        if (complete.isPresent()
                && complete.getAsInt() < cells.size()
                && NOT.contains(cells.get(complete.getAsInt()).toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "candle: must have ended when it was fetched, says that it had not");
        }
    }

    /**
     * Refuses a candle that had not ended.
     *
     * @throws IllegalArgumentException if it had not
     */
    void checkEnded(Instant start) {
        if (lastWhole.isPresent() && start.isAfter(lastWhole.get())) {
            throw new IllegalArgumentException(
                    "candle: must have ended when it was fetched, the last that had is of "
                            + lastWhole.get());
        }
    }

    /** Whether a word is surely the name of another interval than a minute. */
    static boolean isOther(String word) {
        String name = word.strip().toLowerCase(Locale.ROOT);
        if (word.strip().equals("1M")) {
            return false; // a month to some
        }
        Matcher length = LENGTH.matcher(name);
        if (length.matches()) {
            return !isMinute(length.group(1), length.group(2));
        }
        Matcher letter = LETTER_FIRST.matcher(name);
        if (letter.matches()) {
            return !isMinute(letter.group(2), letter.group(1));
        }
        return NUMBER.matcher(name).matches() ? !MINUTES.contains(name) : OTHERS.contains(name);
    }

    private static boolean isMinute(String count, String unit) {
        return switch (unit) {
            case "s", "sec", "second" -> count.equals("60");
            case "m", "min", "minute", "t" -> count.equals("1");
            default -> false;
        };
    }
}
