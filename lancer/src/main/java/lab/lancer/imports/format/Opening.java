package lab.lancer.imports.format;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which of two columns opens a candle and which closes it, as their numbers tell: a candle opens
 * near where the one before it closed, and further from where that one opened.
 */
final class Opening {
    /** A price met by chance is no proof; so many in a row are. */
    private static final int NEAR_MIN = 3;

    private static final int MANY = 10;

    private final int open;
    private final int close;
    private @Nullable Candle last;
    private int pairs;
    private int asTaken;
    private int turned;
    private double gap;
    private double gapTurned;
    private boolean isSame = true;

    private record Candle(Instant at, double open, double close) {}

    /** What rows show. */
    enum Shown {
        /** The column that is taken for it opens candles. */
        AS_TAKEN,
        /** The other one does. */
        TURNED,
        /** Both columns say the same. */
        SAME,
        UNKNOWN
    }

    private Opening(int open, int close) {
        this.open = open;
        this.close = close;
    }

    static Shown shown(Sample sample, int time, int open, int close) {
        var opening = new Opening(open, close);
        for (List<String> row : sample.rows()) {
            opening.candle(sample, time, row).ifPresent(opening::see);
        }
        return opening.shown();
    }

    private Optional<Candle> candle(Sample sample, int time, List<String> row) {
        if (row.size() <= Math.max(time, Math.max(open, close))) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Candle(
                            sample.form().parse(row.get(time)),
                            Order.number(row.get(open)).doubleValue(),
                            Order.number(row.get(close)).doubleValue()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void see(Candle here) {
        isSame &= here.open() == here.close();
        Candle before = last;
        last = here;
        if (before == null || before.at().equals(here.at())) {
            return;
        }
        boolean isRising = before.at().isBefore(here.at());
        Candle first = isRising ? before : here;
        Candle second = isRising ? here : before;
        double taken = Math.abs(second.open() - first.close());
        double other = Math.abs(second.close() - first.open());
        pairs++;
        gap += taken;
        gapTurned += other;
        asTaken += taken < other ? 1 : 0;
        turned += other < taken ? 1 : 0;
    }

    private Shown shown() {
        if (isSame) {
            return Shown.SAME;
        }
        if (isNear(gap, gapTurned, asTaken - turned)) {
            return Shown.AS_TAKEN;
        }
        return isNear(gapTurned, gap, turned - asTaken) ? Shown.TURNED : Shown.UNKNOWN;
    }

    private boolean isNear(double near, double far, int more) {
        boolean isExact = near == 0 && far > 0;
        boolean isClear = pairs >= NEAR_MIN && near * 2 <= far && more > 0;
        // Twice what tossing a coin so often gives
        boolean isOften = pairs >= MANY && more > 2 * Math.sqrt(pairs);
        return isExact || isClear || isOften;
    }
}
