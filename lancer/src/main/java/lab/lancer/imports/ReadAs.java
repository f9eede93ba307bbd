package lab.lancer.imports;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import lab.lancer.imports.format.DayOrder;

/**
 * What the user says about a file, where looking at it does not help.
 *
 * @param columns names of its columns in their order
 * @param hasNoHeader whether its first line is a row like all others
 * @param isOfMinutes whether its candles are of one minute, though all lie on a coarser step
 * @param zone of those of its times that say none
 * @param dates which stands first where a date ends with its year
 */
public record ReadAs(
        Optional<List<String>> columns,
        boolean hasNoHeader,
        boolean isOfMinutes,
        Optional<ZoneId> zone,
        Optional<DayOrder> dates) {
    public static final ReadAs IT_LOOKS = new ReadAs(Optional.empty(), false, false);

    /** Of one whose times say all. */
    public ReadAs(Optional<List<String>> columns, boolean hasNoHeader, boolean isOfMinutes) {
        this(columns, hasNoHeader, isOfMinutes, Optional.empty(), Optional.empty());
    }
}
