package lab.lancer.imports.format;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * How a file writes its times, as far as a single one does not say.
 *
 * @param zone of those that are written out and say none
 * @param isSaid whether the user says that zone, whatever the file does
 * @param dates which stands first where the year is last; empty if nobody knows
 */
public record TimeForm(ZoneId zone, boolean isSaid, Optional<DayOrder> dates) {
    public static final TimeForm UTC = new TimeForm(ZoneOffset.UTC, false, Optional.empty());

    /** That of a file's first rows, but for what the user says. */
    public static TimeForm of(
            List<List<String>> rows, Optional<ZoneId> zone, Optional<DayOrder> dates) {
        return new TimeForm(
                zone.orElse(ZoneOffset.UTC), zone.isPresent(), dates.or(() -> DayOrder.of(rows)));
    }

    public TimeForm in(ZoneId other) {
        return new TimeForm(other, isSaid, dates);
    }

    /**
     * Reads a time; a part of it below nanoseconds is cut off.
     *
     * @throws IllegalArgumentException with what it must be
     */
    public Instant parse(String text) {
        return Times.parse(text, this);
    }

    /** Whether it can be read, and lies where a market's times can lie. */
    public boolean isTime(String text, Instant now) {
        try {
            Instant time = parse(text);
            return !time.isBefore(Times.FIRST) && !time.isAfter(now);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
