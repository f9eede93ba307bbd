package lab.quality;

import java.io.IOException;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import lab.consensus.audit.tiers.TierTable;
import org.jspecify.annotations.Nullable;

/** The tables of the market as the rules want them: in less room than they have in their tier. */
final class MarketTables {
    private static final int TOLD_EACH = 1_000_000;

    private MarketTables() {}

    /** With the shape of each message for the message itself. */
    record Shaped(TierTable table, MessageShapes shapes) implements TierTable {
        private static final String SHAPE = "shape";
        private static final String PAYLOAD = "payload";

        @Override
        public List<String> columns() {
            List<String> columns = new ArrayList<>(table.columns());
            if (columns.contains(PAYLOAD)) {
                columns.add(SHAPE);
            }
            return columns;
        }

        @Override
        public String snapshot() {
            return table.snapshot();
        }

        @Override
        public void read(List<String> columns, Consumer<@Nullable Object[]> row)
                throws IOException {
            int shape = columns.indexOf(SHAPE);
            List<String> stored =
                    columns.stream().map(it -> it.equals(SHAPE) ? PAYLOAD : it).toList();
            table.read(
                    stored,
                    values -> {
                        if (shape >= 0 && values[shape] instanceof String payload) {
                            values[shape] = shapes.of(payload);
                        }
                        row.accept(values);
                    });
        }
    }

    /** Heartbeats, those of a pair in a row within a minute as one. */
    record Minutes(TierTable table) implements TierTable {
        private static final List<String> STORED = List.of("pair", "event_time", "ended");
        private static final List<String> COLUMNS =
                List.of("pair", "first_time", "last_time", "ended", "beats");

        @Override
        public List<String> columns() {
            return COLUMNS;
        }

        @Override
        public String snapshot() {
            return table.snapshot();
        }

        @Override
        public void read(List<String> columns, Consumer<@Nullable Object[]> row)
                throws IOException {
            Map<String, Minute> minutes = new HashMap<>();
            table.read(
                    STORED,
                    values -> {
                        if (values[0] instanceof String pair
                                && values[1] instanceof LocalDateTime time) {
                            Minute minute = minutes.get(pair);
                            if (minute != null && !minute.isOf(time)) {
                                row.accept(minute.row(columns));
                                minute = null;
                            }
                            if (minute == null) {
                                minute = new Minute(pair, time);
                                minutes.put(pair, minute);
                            }
                            minute.add(time, Boolean.TRUE.equals(values[2]));
                        }
                    });
            minutes.values().forEach(it -> row.accept(it.row(columns)));
        }
    }

    private static final class Minute {
        private final String pair;
        private LocalDateTime first;
        private LocalDateTime last;
        private boolean ended;
        private long beats;

        Minute(String pair, LocalDateTime time) {
            this.pair = pair;
            this.first = time;
            this.last = time;
        }

        boolean isOf(LocalDateTime time) {
            return first.truncatedTo(ChronoUnit.MINUTES)
                    .equals(time.truncatedTo(ChronoUnit.MINUTES));
        }

        void add(LocalDateTime time, boolean isEnd) {
            first = time.isBefore(first) ? time : first;
            last = time.isAfter(last) ? time : last;
            ended |= isEnd;
            beats++;
        }

        @Nullable Object[] row(List<String> columns) {
            @Nullable Object[] row = new @Nullable Object[columns.size()];
            for (int i = 0; i < row.length; i++) {
                row[i] =
                        switch (columns.get(i)) {
                            case "pair" -> pair;
                            case "first_time" -> first;
                            case "last_time" -> last;
                            case "ended" -> ended;
                            default -> beats;
                        };
            }
            return row;
        }
    }

    /** Tells now and then how many rows were read. */
    record Told(TierTable table, String name, Consumer<String> progress) implements TierTable {
        @Override
        public List<String> columns() {
            return table.columns();
        }

        @Override
        public String snapshot() {
            return table.snapshot();
        }

        @Override
        public void read(List<String> columns, Consumer<@Nullable Object[]> row)
                throws IOException {
            long[] count = {0};
            table.read(
                    columns,
                    values -> {
                        row.accept(values);
                        if (++count[0] % TOLD_EACH == 0) {
                            progress.accept("%s: %,d rows read".formatted(name, count[0]));
                        }
                    });
        }
    }
}
