package lab.lancer.imports;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import lab.lancer.imports.format.Times;
import lab.lancer.imports.rows.Row;

/** Counts what becomes of rows, so that none is neither used nor refused. */
final class RowCount {
    private static final int ROWS_A_REPORT = 1_000_000;

    private final Path path;
    private final String unit;
    private final ImportListener listener;
    private Instant newest = Times.FIRST;
    private long rows;
    private long used;
    private long repeats;
    private long candles;

    RowCount(Path path, String unit, ImportListener listener) {
        this.path = path;
        this.unit = unit;
        this.listener = listener;
    }

    /** What a row's number counts. */
    String unit() {
        return unit;
    }

    void begin(Row row) {
        rows++;
        if (rows % ROWS_A_REPORT == 0) {
            listener.progress(rows, newest);
        }
    }

    void at(Instant time) {
        newest = time;
    }

    void used() {
        used++;
    }

    void candle() {
        candles++;
    }

    void refused(long row, String reason) {
        listener.refused("import %s %s %d: %s".formatted(path, unit, row, reason));
    }

    /** What a row says was said before; it is refused, and nothing is lost. */
    void repeated() {
        repeats++;
    }

    Tally tally(Optional<String> cut) {
        return new Tally(rows, used, rows - used, repeats, candles, cut, Optional.empty());
    }

    /** Nothing of the file was taken, whatever its rows were. */
    Tally nothing(Optional<String> cut, String refusal) {
        return new Tally(rows, 0, rows, 0, 0, cut, Optional.of(refusal));
    }
}
