package lab.consensus.audit.tiers;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import lab.domain.EventTime;
import lab.domain.MarketClock;
import org.jspecify.annotations.Nullable;

/**
 * The changes of terms that clearing goes by. One that begins too far ahead of the bus is a dead
 * letter to it, whatever the cold tier made of it: an older version, or one that did not know yet
 * whose clock the market goes by, kept it as a change.
 */
record BelievedTerms(TierTable all, MarketClock clock) implements TierTable {
    private static final List<String> DECIDE = List.of("from_time", "bus_time");

    @Override
    public List<String> columns() {
        return all.columns();
    }

    @Override
    public String snapshot() {
        return all.snapshot();
    }

    @Override
    public void read(List<String> columns, Consumer<@Nullable Object[]> row) throws IOException {
        var more = new ArrayList<>(columns);
        more.addAll(DECIDE);
        all.read(
                more,
                values -> {
                    if (isBelieved(values[columns.size()], values[columns.size() + 1])) {
                        row.accept(Arrays.copyOf(values, columns.size()));
                    }
                });
    }

    private boolean isBelieved(@Nullable Object from, @Nullable Object taken) {
        return !(from instanceof LocalDateTime begins
                && taken instanceof LocalDateTime stamp
                && EventTime.isAhead(utc(begins), clock.receipt(utc(stamp))));
    }

    private static Instant utc(LocalDateTime time) {
        return time.toInstant(ZoneOffset.UTC);
    }
}
