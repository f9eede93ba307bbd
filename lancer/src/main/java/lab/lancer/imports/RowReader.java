package lab.lancer.imports;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Numbers;
import lab.lancer.imports.format.TimeForm;
import lab.lancer.imports.format.Times;
import lab.lancer.imports.format.Zones;
import lab.lancer.warm.ImportedCandle;

/** Makes of a row's cells what the file's layout says that they are, or says why it cannot be. */
final class RowReader {
    /** As for a frame of the feed. */
    private static final Duration AHEAD_MAX = Duration.ofSeconds(60);

    private static final int SECONDS_A_MINUTE = 60;

    private final Layout layout;
    private final RowGuard guard;
    private final Numbers numbers;
    private final int width;
    private final TimeForm form;
    private final Instant now;

    RowReader(
            Layout layout, RowGuard guard, Numbers numbers, int width, TimeForm form, Instant now) {
        this.layout = layout;
        this.guard = guard;
        this.numbers = numbers;
        this.width = width;
        this.form = form;
        this.now = now;
    }

    /** How the file writes its times. */
    TimeForm form() {
        return form;
    }

    /**
     * When a row's candle begins, or its trade happened.
     *
     * @throws IllegalArgumentException if the row has other cells than all, or no time that can be
     */
    Instant time(List<String> cells) {
        checkWidth(cells);
        Layout.When when = layout.columns().when();
        String text = cells.get(when.date());
        if (when.timeOfDay().isPresent()) {
            text = text + " " + cells.get(when.timeOfDay().getAsInt());
        }
        Instant time = zoned(when, cells).parse(text);
        if (when.isEnd()) {
            time = begin(time);
        }
        if (time.isBefore(Times.FIRST) || time.isAfter(now)) {
            throw new IllegalArgumentException(
                    "time: must be from %s to now, was %s, \"%s\""
                            .formatted(Times.FIRST, time, text));
        }
        return time;
    }

    private TimeForm zoned(Layout.When when, List<String> cells) {
        if (when.zone().isEmpty() || form.isSaid()) {
            return form;
        }
        String zone = cells.get(when.zone().getAsInt());
        return form.in(
                Zones.of(zone)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "zone: must be as UTC, +01:00 or Europe/Berlin, was \"%s\""
                                                .formatted(zone))));
    }

    /** Of a candle of a minute that ends then, or with the last second before. */
    private static Instant begin(Instant end) {
        Instant last = Times.isFullMinute(end) ? end.minusSeconds(1) : end;
        if (last.getEpochSecond() % SECONDS_A_MINUTE != SECONDS_A_MINUTE - 1) {
            throw new IllegalArgumentException("end: must be that of a full minute, was " + end);
        }
        return last.truncatedTo(ChronoUnit.MINUTES);
    }

    private void checkWidth(List<String> cells) {
        boolean isWide = cells.size() > width;
        boolean isFit = !isWide || cells.subList(width, cells.size()).stream().allMatch(""::equals);
        if (cells.size() < width || !isFit) {
            throw new IllegalArgumentException(
                    "cells: must be %d as in the header or the other rows, were %d"
                            .formatted(width, cells.size()));
        }
    }

    /**
     * The candle of a row.
     *
     * @throws IllegalArgumentException if it cannot be one
     */
    ImportedCandle candle(Layout.Candle columns, Instant start, List<String> cells) {
        guard.check(cells);
        guard.checkEnded(start);
        var candle =
                new ImportedCandle(
                        start,
                        number("open", cells, columns.open()),
                        number("high", cells, columns.high()),
                        number("low", cells, columns.low()),
                        number("close", cells, columns.close()),
                        number("volume", cells, columns.volume()));
        if (candle.end().isAfter(now)) {
            throw new IllegalArgumentException(
                    "time: its minute must have ended by now, was " + start);
        }
        return candle;
    }

    /**
     * How long a row says that its candle is, to the second; none if it says nothing. A minute ends
     * with its last second, millisecond or microsecond, or with the next minute.
     */
    Optional<Duration> length(List<String> cells) {
        if (layout.candleEnd().isEmpty()) {
            return Optional.empty();
        }
        Instant start = time(cells);
        Instant end;
        try {
            end = form.parse(cells.get(layout.candleEnd().getAsInt()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        long seconds = Math.round(Duration.between(start, end).toMillis() / 1_000.0);
        boolean isLastSecond = Math.floorMod(seconds, SECONDS_A_MINUTE) == SECONDS_A_MINUTE - 1;
        return Optional.of(Duration.ofSeconds(isLastSecond ? seconds + 1 : seconds));
    }

    /**
     * Refuses a row that says that its candle is longer or shorter than a minute.
     *
     * @throws IllegalArgumentException if it does
     */
    void checkLength(List<String> cells) {
        Optional<Duration> length = length(cells);
        if (length.isPresent() && length.get().toSeconds() != SECONDS_A_MINUTE) {
            throw new IllegalArgumentException(
                    "time: must be of one minute, ends %d s after its begin"
                            .formatted(length.get().toSeconds()));
        }
    }

    /**
     * A row's trade.
     *
     * @throws IllegalArgumentException if it cannot be one
     */
    TradeRow trade(Layout.Trade columns, long row, List<String> cells) {
        Instant time = time(cells);
        guard.check(cells);
        if (columns.received().isPresent()) {
            Instant received = form.parse(cells.get(columns.received().getAsInt()));
            Duration ahead = Duration.between(received, time);
            if (ahead.compareTo(AHEAD_MAX) > 0) {
                throw new IllegalArgumentException(
                        "time: %d s ahead of its receipt".formatted(ahead.toSeconds()));
            }
        }
        return new TradeRow(
                row,
                time,
                number("price", cells, columns.price()),
                number("amount", cells, columns.size()),
                id(columns, cells));
    }

    /** None where the exchange gives its trades no id. */
    private static Optional<String> id(Layout.Trade columns, List<String> cells) {
        return columns.id().isPresent()
                ? Optional.of(cells.get(columns.id().getAsInt())).filter(id -> !id.isEmpty())
                : Optional.empty();
    }

    private BigDecimal number(String what, List<String> cells, int column) {
        return numbers.parse(what, cells.get(column));
    }
}
