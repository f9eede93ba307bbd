package lab.lancer.imports;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Times;
import lab.lancer.imports.rows.Row;
import lab.lancer.warm.ImportedCandle;
import lab.lancer.warm.WarmTierException;

/**
 * Rows that are candles. They are held back until it is sure that they lie no coarser than minutes,
 * which mostly the second or third row shows. Of two rows that say different things of a minute the
 * first stays.
 */
final class CandleRun implements RowRun {
    /** So many rows on a coarse step, and no other, are no chance. */
    private static final int HELD_MAX = 100_000;

    private static final long SECONDS_A_MINUTE = 60;

    private final Layout.Candle columns;
    private final RowReader reader;
    private final RowCount count;
    private final CandleSink sink;
    private final StepWatch step = new StepWatch();
    private final MinuteContents minutes = new MinuteContents();
    private final CoarseStretch stretch = new CoarseStretch();
    private final List<CoarseStretch.Held> held = new ArrayList<>();
    private final boolean isOfMinutes;
    private boolean isHeld;

    CandleRun(
            Layout.Candle columns,
            RowReader reader,
            RowCount count,
            CandleSink sink,
            boolean isOfMinutes) {
        this.columns = columns;
        this.reader = reader;
        this.count = count;
        this.sink = sink;
        this.isOfMinutes = isOfMinutes;
        this.isHeld = !isOfMinutes;
    }

    @Override
    public Optional<String> take(Row row) throws WarmTierException {
        switch (row) {
            case Row.Broken(long number, String reason) -> count.refused(number, reason);
            case Row.Cells(long _, List<String> cells) -> take(row, cells);
        }
        if (isHeld && step.isFine()) {
            release();
        }
        return held.size() > HELD_MAX ? refusal() : Optional.empty();
    }

    private void take(Row row, List<String> cells) throws WarmTierException {
        try {
            Instant start = reader.time(cells);
            count.at(start);
            if (Times.isFullMinute(start)) {
                step.see(start.getEpochSecond() / SECONDS_A_MINUTE);
            }
            if (!isOfMinutes) {
                reader.checkLength(cells);
            }
            take(row, reader.candle(columns, start, cells));
        } catch (IllegalArgumentException e) {
            count.refused(row.number(), String.valueOf(e.getMessage()));
        }
    }

    private void take(Row row, ImportedCandle candle) throws WarmTierException {
        switch (minutes.see(candle, row.number())) {
            case MinuteContents.Seen.First() -> {
                var known = new CoarseStretch.Held(row.number(), candle);
                if (isHeld) {
                    held.add(known);
                } else if (isOfMinutes) {
                    give(known);
                } else {
                    judge(known);
                }
            }
            case MinuteContents.Seen.Repeat(long first) -> {
                count.repeated();
                count.refused(
                        row.number(),
                        "%s repeats %s %d".formatted(candle.start(), count.unit(), first));
            }
            case MinuteContents.Seen.Contradiction(long first) ->
                    count.refused(
                            row.number(),
                            "time: a minute must have one content, %s was given by %s %d with other"
                                    .formatted(candle.start(), count.unit(), first));
        }
    }

    private void judge(CoarseStretch.Held row) throws WarmTierException {
        switch (stretch.see(row)) {
            case CoarseStretch.Known.Minutes(List<CoarseStretch.Held> rows) -> give(rows);
            case CoarseStretch.Known.Coarse(
                            List<CoarseStretch.Held> rows,
                            long from,
                            Duration step) ->
                    rows.forEach(it -> refuse(it, from, step));
        }
    }

    private void refuse(CoarseStretch.Held row, long from, Duration step) {
        count.refused(
                row.row(),
                "time: candles must be of one minute, from %s %d on they are %s apart"
                                .formatted(count.unit(), from, StepWatch.name(step))
                        + "; if they are of one minute in a quiet market, say --interval 1m");
    }

    private void give(List<CoarseStretch.Held> rows) throws WarmTierException {
        for (CoarseStretch.Held row : rows) {
            give(row);
        }
    }

    private void give(CoarseStretch.Held row) throws WarmTierException {
        count.used();
        count.candle();
        sink.add(row.candle());
    }

    private void release() throws WarmTierException {
        isHeld = false;
        for (CoarseStretch.Held row : held) {
            judge(row);
        }
        held.clear();
    }

    @Override
    public Optional<String> end() throws WarmTierException {
        Optional<String> refusal = isHeld ? refusal() : Optional.empty();
        if (refusal.isEmpty()) {
            release();
            give(stretch.end());
        }
        return refusal;
    }

    private Optional<String> refusal() {
        return step.coarse().map(CandleRun::coarse);
    }

    /** What is wrong with candles of another length, and what to do. */
    static String coarse(Duration step) {
        return "its candles must be of one minute, are %s apart; fetch those of one minute (1m), of"
                        .formatted(StepWatch.name(step))
                + " which the lab makes 5m and 1h itself; if they are of one minute in a quiet market,"
                + " say --interval 1m";
    }
}
