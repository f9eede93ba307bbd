package lab.consensus;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import lab.consensus.desk.Desk;

/** What the desk's time goes into. Its thread counts; any may look. */
final class DeskTimes {
    private final LongAdder worked = new LongAdder();
    private final Map<Desk.WaitsFor, LongAdder> waited = new EnumMap<>(Desk.WaitsFor.class);

    DeskTimes() {
        for (Desk.WaitsFor what : Desk.WaitsFor.values()) {
            waited.put(what, new LongAdder());
        }
    }

    void worked(long nanos) {
        worked.add(nanos);
    }

    void waited(Desk.WaitsFor what, long nanos) {
        Objects.requireNonNull(waited.get(what)).add(nanos);
    }

    double workedSeconds() {
        return worked.sum() / 1e9;
    }

    double waitedSeconds(Desk.WaitsFor what) {
        return Objects.requireNonNull(waited.get(what)).sum() / 1e9;
    }
}
