package lab.lancer.imports;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lab.lancer.warm.ImportedCandle;

/**
 * Candles of an hour, say, that follow upon those of a minute in one file. As rows they look alike;
 * what tells them is that many in a row lie the same coarse step apart. Until that is sure they are
 * held, with the one before them, which may be the last minute or the first hour.
 */
final class CoarseStretch {
    /** In a quiet market candles of a minute lie so by chance, but never as often as this. */
    private static final int STEPS_MIN = 20;

    private static final long STEP_MIN = 3;

    private final List<Held> held = new ArrayList<>();
    private long step;
    private long last;
    private long firstRow;
    private boolean isCoarse;

    /** A candle and the row that gave it. */
    record Held(long row, ImportedCandle candle) {
        private long minute() {
            return Math.floorDiv(candle.start().getEpochSecond(), 60L);
        }
    }

    /** What a row has made sure. */
    sealed interface Known {
        /** These are candles of a minute, if there are any. */
        record Minutes(List<Held> rows) implements Known {}

        /** These are not: from one row on they lie so far apart. */
        record Coarse(List<Held> rows, long from, Duration step) implements Known {}
    }

    Known see(Held row) {
        boolean isFirst = held.isEmpty() && !isCoarse;
        long here = Math.abs(row.minute() - last);
        last = row.minute();
        if (!isFirst && here >= STEP_MIN && here == step) {
            held.add(row);
            isCoarse |= held.size() > STEPS_MIN;
            return isCoarse ? coarse() : new Known.Minutes(List.of());
        }
        List<Held> minutes = new ArrayList<>(held);
        held.clear();
        if (!minutes.isEmpty() && here >= STEP_MIN) {
            held.add(minutes.removeLast());
        }
        held.add(row);
        step = here;
        isCoarse = false;
        firstRow = held.getFirst().row();
        return new Known.Minutes(minutes);
    }

    private Known coarse() {
        List<Held> rows = List.copyOf(held);
        held.clear();
        return new Known.Coarse(rows, firstRow, Duration.ofMinutes(step));
    }

    /** No row comes any more: what is held is of minutes. */
    List<Held> end() {
        List<Held> rows = List.copyOf(held);
        held.clear();
        return rows;
    }
}
