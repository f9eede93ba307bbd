package lab.lancer.imports;

import java.util.List;
import java.util.Optional;

/**
 * What the user says about a file, where looking at it does not help.
 *
 * @param columns names of its columns in their order
 * @param hasNoHeader whether its first line is a row like all others
 * @param isOfMinutes whether its candles are of one minute, though all lie on a coarser step
 */
public record ReadAs(Optional<List<String>> columns, boolean hasNoHeader, boolean isOfMinutes) {
    public static final ReadAs IT_LOOKS = new ReadAs(Optional.empty(), false, false);
}
