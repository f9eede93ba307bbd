package lab.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import lab.console.market.AnnotationRow;
import lab.console.market.AnnotationStore;

/** Annotations that a test writes, a version each, and how often they were read. */
public final class MemoryAnnotations implements AnnotationStore {
    private final List<AnnotationRow> rows = new ArrayList<>();
    private int readings;
    private boolean isBroken;

    public synchronized void add(String id, String time, String pair, String layer) {
        add(id, Instant.parse(time), pair, layer, "text of " + id);
    }

    public synchronized void add(String id, Instant time, String pair, String layer, String text) {
        rows.add(new AnnotationRow(id, time, pair, layer, text, "reference " + id));
    }

    public synchronized void breakDown() {
        isBroken = true;
    }

    public synchronized int readings() {
        return readings;
    }

    @Override
    public synchronized Optional<Reading> since(OptionalLong version, int rowsMax) {
        if (isBroken) {
            throw new UncheckedIOException("it is on fire", new IOException());
        }
        if (version.orElse(0) == rows.size()) {
            return Optional.empty();
        }
        List<AnnotationRow> read =
                version.isPresent()
                        ? rows.subList((int) version.getAsLong(), rows.size())
                        : newest(rows, rowsMax);
        return Optional.of(new Reading(rows.size(), read, version.isEmpty()));
    }

    @Override
    public synchronized List<AnnotationRow> of(
            Time time, Predicate<AnnotationRow> wanted, int rowsMax) {
        readings++;
        return newest(rows.stream().filter(wanted).toList(), rowsMax);
    }

    private static List<AnnotationRow> newest(List<AnnotationRow> of, int rowsMax) {
        return of.stream()
                .sorted(Comparator.comparing(AnnotationRow::time).reversed())
                .limit(rowsMax)
                .toList();
    }
}
